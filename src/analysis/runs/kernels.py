"""Warm kernels: ipykernels forked from a process that has imported everything already.

`WarmKernelProvisioner` is a kernel provisioner, jupyter_client's extension point. Name it in
JUPYTER_DEFAULT_PROVISIONER_NAME and papermill, nbclient and JupyterLab start such kernels for
every notebook of this environment's Python; other kernels start as they always did.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from analysis.runs.warm_server import STATUS, STEADY

WARM = "warm-kernel"
STOCK = "local-provisioner"
POLL_SECONDS = 0.005
PATIENCE = 1000
SERVER = ["-m", "analysis.runs.warm_server"]


def choose_kernels() -> str:
    """Name the provisioner to use here: warm where processes can be forked and watched."""
    return WARM if forking_works() else STOCK


def use_best_kernels() -> str:
    """Let jupyter_client start the best kernels that work here, and name their provisioner.

    Who has set JUPYTER_DEFAULT_PROVISIONER_NAME keeps their choice.
    """
    chosen = os.environ.get(KernelProvisionerFactory.default_provisioner_name_env)
    chosen = chosen or choose_kernels()
    KernelProvisionerFactory.instance().default_provisioner_name = chosen
    return chosen


def forking_works() -> bool:
    """Tell whether this system can fork a kernel and watch it end (Linux 5.3 or later)."""
    if not hasattr(os, "fork") or not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


class WarmProcess:
    """A forked kernel as its owner sees it: the part of subprocess.Popen that provisioners use."""

    stdin = stdout = stderr = None

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self.returncode: int | None = None
        answer = channel.recv(STATUS.size)
        if not answer:
            raise RuntimeError("the process that warm kernels are forked from has ended")
        self.pid: int = STATUS.unpack(answer)[0]

    def poll(self) -> int | None:
        """Give the exit status, negative for a signal, or None while the kernel runs."""
        if self.returncode is None and select.select([self.channel], [], [], 0)[0]:
            self._receive_status()
        return self.returncode

    def wait(self) -> int:
        """Wait for the kernel to end and give its exit status."""
        if self.returncode is None:
            self._receive_status()
        assert self.returncode is not None
        return self.returncode

    def _receive_status(self) -> None:
        try:
            answer = self.channel.recv(STATUS.size)
        except OSError:
            answer = b""
        # Without a word the server itself was killed, and its kernels with it.
        self.returncode = STATUS.unpack(answer)[0] if answer else -signal.SIGKILL
        self.channel.close()

    def send_signal(self, signum: int) -> None:
        """Send a signal to a kernel that still runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signum)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


class WarmServer:
    """The forking process as seen from the one that started it; it dies with its owner."""

    def __init__(self) -> None:
        self.code = code_stamp()
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", *SERVER, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, **STEADY},
            )

    def launch(self, arguments: list[str], environment: dict[str, str], folder: str) -> WarmProcess:
        """Fork a kernel; returns once it has a process id."""
        mine, theirs = socket.socketpair()
        request = {"arguments": arguments, "environment": environment, "folder": folder}
        with theirs:
            socket.send_fds(self.control, [json.dumps(request).encode()], [theirs.fileno()])
        return WarmProcess(mine)

    def is_current(self) -> bool:
        """Tell whether it still runs and the code it imported is the code on disk."""
        return self.process.poll() is None and self.code == code_stamp()

    def retire(self) -> None:
        """Ask for no more kernels; the server ends when those it has forked have ended."""
        self.control.close()


_server: WarmServer | None = None
_server_lock = threading.Lock()


def warm_server() -> WarmServer:
    """Give this process's server, started on first use and again when the code has changed."""
    global _server
    with _server_lock:
        if _server is None or not _server.is_current():
            if _server is not None:
                _server.retire()
            _server = WarmServer()
        return _server


def stop_warm_server() -> None:
    """End this process's server, if it has one, and wait until it is gone."""
    global _server
    with _server_lock:
        if _server is not None:
            _server.retire()
            _server.process.wait()
            _server = None


def code_stamp() -> tuple[tuple[str, int], ...]:
    """List the package's Python files with their times of change."""
    package = Path(__file__).resolve().parents[1]
    return tuple(sorted((str(path), path.stat().st_mtime_ns) for path in package.rglob("*.py")))


class WarmKernelProvisioner(LocalProvisioner):
    """Starts this Python's ipykernels by forking; anything else as the stock provisioner does."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel, and return when it listens or has died trying."""
        if not (forking_works() and _is_own_ipykernel(cmd)):
            return await super().launch_kernel(cmd, **kwargs)
        folder = str(kwargs.get("cwd") or Path.cwd())
        environment = {**kwargs["env"], **STEADY}
        process = await asyncio.to_thread(_launch, cmd[2:], environment, folder)
        self.process: Any = process
        self.pid = self.pgid = process.pid
        self.cwd = folder
        await self._until_it_listens()
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel at once, and return when it is gone: others would look every 0.1 s."""
        await super().kill(restart)
        for _ in range(PATIENCE):
            if await self.poll() is not None:
                return
            await asyncio.sleep(POLL_SECONDS)

    async def _until_it_listens(self) -> None:
        # A client that connects before the socket is there tries again only after 0.1 s.
        if self.connection_info.get("transport") == "ipc":
            last = Path(f"{self.connection_info['ip']}-{self.connection_info['hb_port']}")
            while not last.exists() and await self.poll() is None:
                await asyncio.sleep(POLL_SECONDS)


def _launch(arguments: list[str], environment: dict[str, str], folder: str) -> WarmProcess:
    return warm_server().launch(arguments, environment, folder)


def _is_own_ipykernel(command: list[str]) -> bool:
    """Tell whether a kernel's command line is ipykernel under this very Python."""
    same_python = Path(command[0]).absolute() == Path(sys.executable).absolute()
    return same_python and command[1:3] == ["-m", "ipykernel_launcher"]
