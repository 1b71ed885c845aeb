"""The notice that people agree to before they speak; a new text is a new version."""

VERSION = "2026-11-21"
NOTICE = (
    "An AI system listens to your recording. It may write down what you say and estimate how your voice sounds; both "
    "can be wrong, and neither is a fact about you. Your voice is encrypted, heard by nobody but who sends it, trains "
    "no model and is deleted when you say. Studios see the mood of an audience of at least five people, never yours; "
    "only if you share the result with a team do its members see how you sound and what you said."
)
PURPOSES = {
    "consent_transcript": "Write down what I say, so that I can correct it and make it a review.",
    "consent_emotion": "Estimate how my voice sounds over time.",
}
