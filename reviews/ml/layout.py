"""What the Keras network and the ONNX graph must agree on."""

FAR = 1e4  # by how much padding is pushed below every real state before a maximum or a softmax

LAYERS = {
    "embedding": ("embeddings",),
    "convolution": ("kernel", "bias"),  # where the stride is above 1
    "ahead": ("kernel", "recurrent_kernel", "bias"),
    "back": ("kernel", "recurrent_kernel", "bias"),
    "attention": ("kernel", "bias"),
    "hidden": ("kernel", "bias"),
    "output": ("kernel", "bias"),
}
