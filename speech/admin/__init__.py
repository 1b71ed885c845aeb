"""Recordings for staff: what became of them, and nothing that is heard."""

from speech.admin.recordings import RecordingAdmin, RecordingBatchAdmin

__all__ = ["RecordingAdmin", "RecordingBatchAdmin"]
