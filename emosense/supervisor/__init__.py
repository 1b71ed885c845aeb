"""EmoSense as one tree of processes: embedded PostgreSQL and Redis, web, worker and beat.

Standard library only. `./dev` starts it with `python -m emosense.supervisor`; nothing of Django is imported here,
the pieces that need Django run as child processes.
"""
