"""What the worker loads before it forks, so that its processes share it: the language model, 65 MB of NumPy arrays.

Named by the worker's command line (`--include`), imported by nobody. Nothing here may start a thread, for a thread
does not survive a fork: networks are therefore loaded by each process for itself.
"""

from reviews.ml.language import detect

detect("Ce film était vraiment magnifique et les acteurs jouent très bien, je le recommande à tous mes amis.")
