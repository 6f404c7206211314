"""The server process that warm kernels are forked from: `python -m analysis.runs.warm_server FD`.

It imports what notebooks import, then waits on one end of a socket pair. Each request carries
the kernel's command line, environment and folder, and a socket of its own: the server answers on
it with the kernel's process id, and with the exit status when the kernel ends. A socket that its
owner closes, or loses by dying, ends the kernel. The server ends when nobody can ask any more
and the last kernel is gone, so that neither it nor a kernel outlives the command that began them.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import random
import selectors
import signal
import socket
import struct
import sys
from dataclasses import dataclass
from types import ModuleType

# What a stock kernel and our notebooks import, found by comparing sys.modules of a finished
# notebook with that of this server. matplotlib_inline.backend_inline must stay out: on import it
# looks for the running shell, and there is none before the fork.
LIBRARIES = (
    "asyncio",
    "fontTools.ttLib.tables.O_S_2f_2",
    "fontTools.ttLib.tables._g_a_s_p",
    "fontTools.ttLib.tables._h_h_e_a",
    "fontTools.ttLib.tables._l_o_c_a",
    "geopandas",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "pandas",
    "pandas.core.arrays.arrow.extension_types",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.csvs",
    "pandas.io.formats.html",
    "pandas.io.formats.string",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PpmImagePlugin",
    "pyarrow.dataset",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "pyogrio",
    "seaborn",
    "shapely",
    "sklearn.metrics",
    "statsmodels.stats.proportion",
    "textalloc",
    "tornado.platform.asyncio",
)
# The rooms of `analysis` that notebooks import; the data step and the brief run elsewhere.
ROOMS = ("analysis.charts", "analysis.measures")
# The same for every run, so that results do not depend on chance or on the machine's cores; and so
# that the server has a single thread when it forks (pyarrow's allocator would start one).
STEADY = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
MESSAGE_LIMIT = 2**20
STATUS = struct.Struct("!i")


@dataclass(frozen=True)
class Request:
    """What a kernel is started with: its command line, environment and working folder."""

    arguments: list[str]
    environment: dict[str, str]
    folder: str


@dataclass(frozen=True)
class Kernel:
    """A running kernel: its process, a descriptor that tells of its end, its owner's socket."""

    pid: int
    ending: int
    owner: socket.socket


def import_ahead() -> None:
    """Import the libraries and what of `analysis` notebooks use, so that no kernel need do it."""
    for name in (*LIBRARIES, "analysis.workbook"):
        _import_if_sound(name)
    for room in ROOMS:
        path = getattr(_import_if_sound(room), "__path__", ())
        for module in pkgutil.iter_modules(path, f"{room}."):
            _import_if_sound(module.name)
    _rehearse()
    gc.collect()
    gc.freeze()


def _rehearse() -> None:
    """Draw a figure, so that what the libraries put off until then is done once for all kernels."""
    with contextlib.suppress(Exception):  # what fails here fails in a notebook, where it is told
        importlib.import_module("analysis.charts.rehearsal").rehearse()


def _import_if_sound(name: str) -> ModuleType | None:
    # A module that is broken or absent is the business of the notebook that imports it.
    try:
        return importlib.import_module(name)
    except Exception:
        return None


class Server:
    """Forks kernels on request, reports their ends, and ends those whose owners are gone."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.kernels: dict[int, Kernel] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ, self._accept)

    def serve(self) -> Request | None:
        """Run until nobody can ask; in a forked child return at once what it has to become."""
        while self.selector.get_map():
            for key, _ in self.selector.select():
                if key.fd in self.selector.get_map():
                    request = key.data()
                    if request is not None:
                        return request
        return None

    def _accept(self) -> Request | None:
        message, descriptors, _, _ = socket.recv_fds(self.control, MESSAGE_LIMIT, 1)
        if not message:
            self.selector.unregister(self.control)
            return None
        request, owner = Request(**json.loads(message)), socket.socket(fileno=descriptors[0])
        pid = os.fork()
        if pid == 0:
            owner.close()
            self._forget_everything()
            return request
        self._watch(Kernel(pid, os.pidfd_open(pid), owner))
        return None

    def _watch(self, kernel: Kernel) -> None:
        with contextlib.suppress(OSError):
            kernel.owner.sendall(STATUS.pack(kernel.pid))
        self.kernels[kernel.pid] = kernel
        self.selector.register(kernel.ending, selectors.EVENT_READ, lambda: self._bury(kernel))
        self.selector.register(kernel.owner, selectors.EVENT_READ, lambda: self._end(kernel))

    def _end(self, kernel: Kernel) -> None:
        """Kill a kernel whose owner is gone, with whatever it has started."""
        self.selector.unregister(kernel.owner)
        _kill_group(kernel.pid)

    def _bury(self, kernel: Kernel) -> None:
        """Take a finished kernel's status, end what it left running, and tell its owner."""
        _kill_group(kernel.pid)
        _, status = os.waitpid(kernel.pid, 0)
        self.selector.unregister(kernel.ending)
        if kernel.owner in self.selector.get_map():
            self.selector.unregister(kernel.owner)
        with contextlib.suppress(OSError):
            kernel.owner.sendall(STATUS.pack(os.waitstatus_to_exitcode(status)))
        kernel.owner.close()
        os.close(kernel.ending)
        del self.kernels[kernel.pid]

    def _forget_everything(self) -> None:
        """In the child: let go of the server's and the other kernels' descriptors."""
        self.selector.close()
        self.control.close()
        for kernel in self.kernels.values():
            kernel.owner.close()
            os.close(kernel.ending)


def _kill_group(pid: int) -> None:
    # The group bears the kernel's own id from the first thing the kernel does: setsid.
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def become_kernel(request: Request) -> None:
    """Turn this freshly forked process into the kernel that was asked for."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(request.environment)
    os.chdir(request.folder)
    sys.argv = request.arguments
    reseed()
    run_ipykernel(request.arguments[1:])


def reseed() -> None:
    """Give the process its own randomness: forked twins would draw the same numbers."""
    random.seed()
    import numpy

    numpy.random.seed()


def run_ipykernel(arguments: list[str]) -> None:
    """Start ipykernel's application in this process and stay in it until the kernel ends."""
    from logging import CRITICAL

    import matplotlib
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    matplotlib.rcParams["backend"] = os.environ.get(
        "MPLBACKEND", "module://matplotlib_inline.backend_inline"
    )
    # History goes to no file: runs would wait for one another and leave traces in a home folder.
    # The application's log goes to the terminal of the command: what a cell does wrong is in its
    # notebook. parent_handle was read from the environment on import, before the fork.
    settings = Config(
        {"HistoryManager": {"enabled": False}, "IPKernelApp": {"log_level": CRITICAL}}
    )
    app = IPKernelApp.instance(config=settings, parent_handle=os.getppid())
    app.initialize(arguments)
    app.start()


def main() -> None:
    """Import ahead, then fork kernels for the process at the other end of the given descriptor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    control = socket.socket(fileno=int(sys.argv[1]))
    import_ahead()
    request = Server(control).serve()
    if request is not None:
        become_kernel(request)


if __name__ == "__main__":
    main()
