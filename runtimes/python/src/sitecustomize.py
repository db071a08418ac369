"""
Gives every script `cronium` without an import, where this file's directory is on PYTHONPATH. The library itself is
loaded when it is first used. A sitecustomize that would have been run without this one is run after it.
"""

import os
import sys

try:
    import builtins
except ImportError:  # Python 2, which this library does not serve, is left as it is.
    builtins = None


class _LazyCronium(type(sys)):
    """Stands for the module until the first look at one of its names."""

    def __getattr__(self, name):
        return getattr(_load(), name)

    def __setattr__(self, name, value):
        setattr(_load(), name, value)

    def __dir__(self):
        return dir(_load())

    def __repr__(self):
        return repr(_load())


def _load():
    import cronium

    if isinstance(getattr(builtins, "cronium", None), _LazyCronium):
        builtins.cronium = cronium
    return cronium


def _run_next():
    """Runs the sitecustomize that comes after this one in the search path, if there is one, in its own name."""
    own = os.path.realpath(os.path.dirname(__file__))
    entries = [os.path.realpath(entry or os.curdir) for entry in sys.path]
    if own not in entries:
        return
    from importlib.machinery import PathFinder

    spec = PathFinder.find_spec(__name__, sys.path[entries.index(own) + 1 :])
    if spec is None or spec.loader is None:
        return
    module = type(sys)(__name__)
    module.__file__ = spec.origin
    module.__spec__ = spec
    module.__loader__ = spec.loader
    sys.modules[__name__] = module
    spec.loader.exec_module(module)


if builtins is not None:
    if not hasattr(builtins, "cronium"):
        builtins.cronium = _LazyCronium("cronium")
    _run_next()
