"""What changes jobs.

enqueue → the row, then on commit the message. lease → one worker at a time. cancel, retry → what people do.
sweep → whatever a broker or a worker lost goes on. tidy, erase_person → what goes away.
"""

from emosense.jobs.services.cleaning import erase_person, tidy
from emosense.jobs.services.leases import JobCancelled, LeaseLost, NotNow, PermanentFailure, Work, lease
from emosense.jobs.services.queueing import UnknownKind, enqueue, wake
from emosense.jobs.services.steering import NotAllowed, NotOpen, NotRetryable, cancel, may_steer, retry
from emosense.jobs.services.sweeping import sweep

__all__ = [
    "JobCancelled",
    "LeaseLost",
    "NotAllowed",
    "NotNow",
    "NotOpen",
    "NotRetryable",
    "PermanentFailure",
    "UnknownKind",
    "Work",
    "cancel",
    "enqueue",
    "erase_person",
    "lease",
    "may_steer",
    "retry",
    "sweep",
    "tidy",
    "wake",
]
