"""The emotion network: convolutions over the mel-spectrogram, a recurrent layer along time, pooling over time."""

from typing import Any

import keras
from keras import layers

from speech.ml import features

EMOTIONS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
EMODB_EMOTIONS = ("neutral", "boredom", "happiness", "sadness", "anger", "fear", "disgust")
VALENCES = ("negative", "neutral", "positive")
RECURRENT = {"lstm": layers.LSTM, "gru": layers.GRU}


def convolution(x: Any, *, filters: int, pool: tuple[int, int]) -> Any:
    x = layers.Conv2D(filters, 3, padding="same", use_bias=False)(x)
    x = layers.BatchNormalization()(x)
    x = layers.Activation("relu")(x)
    x = layers.MaxPooling2D(pool)(x)
    return layers.SpatialDropout2D(0.1)(x)


def attention_pooling(sequence: Any) -> Any:
    """Weighted mean over time with learnt weights (Mirsamadi et al. 2017)."""
    scores = layers.Dense(1)(layers.Dense(64, activation="tanh")(sequence))
    weights = layers.Softmax(axis=1)(scores)
    return layers.Flatten()(layers.Dot(axes=1)([weights, sequence]))


def build(*, cell: str, units: int = 96, dropout: float = 0.4) -> keras.Model:
    """Features (batch, SEGMENT_FRAMES, N_MELS, 2) to softmax heads: `emotion` (8), `valence` (3), `emodb` (7)."""
    inputs = keras.Input((features.SEGMENT_FRAMES, features.N_MELS, 2), name="log_mels")
    x = convolution(inputs, filters=32, pool=(1, 2))
    x = convolution(x, filters=48, pool=(2, 2))
    x = convolution(x, filters=64, pool=(2, 2))
    x = convolution(x, filters=96, pool=(1, 2))
    x = layers.Reshape((features.SEGMENT_FRAMES // 4, features.N_MELS // 16 * 96))(x)
    x = layers.Dropout(dropout)(layers.Dense(128, activation="relu")(x))
    x = layers.Bidirectional(RECURRENT[cell](units, return_sequences=True), name="recurrent")(x)
    pooled = layers.Concatenate()(
        [attention_pooling(x), layers.GlobalAveragePooling1D()(x), layers.GlobalMaxPooling1D()(x)]
    )
    hidden = layers.Dropout(dropout)(layers.Dense(128, activation="relu")(layers.Dropout(dropout)(pooled)))
    heads = {
        "emotion": layers.Dense(len(EMOTIONS), activation="softmax", name="emotion")(hidden),
        "valence": layers.Dense(len(VALENCES), activation="softmax", name="valence")(hidden),
        "emodb": layers.Dense(len(EMODB_EMOTIONS), activation="softmax", name="emodb")(hidden),
    }
    return keras.Model(inputs, heads, name=f"speech_{cell}")
