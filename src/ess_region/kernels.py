"""Kernels that start at once: each is a copy of one process that has imported the libraries already.

Starting Python, IPython, pandas and matplotlib costs a second per page. On Linux, one process imports
them, then forks for each page: the page still has a process of its own, in which nothing of the course
has run. Elsewhere (fork is unsafe on macOS, absent from Windows), kernels start in the ordinary way;
their results are the same.
"""

import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

#: What cells use, through the package: libraries only, so that a kernel reads our own code afresh.
LIBRARIES = (
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "matplotlib_inline.backend_inline",
    "matplotlib.figure",
    "matplotlib.backends.backend_svg",
    "pandas",
    "anywidget",
    "yaml",
)
LARGEST = 1 << 20  # bytes of a request: the environment, above all
#: From how many kernels on the imports are worth sharing.
WORTH = 3
#: How often a kernel is started, and what jupyter_client says of one that has not.
ATTEMPTS, NOT_STARTED = 3, "Kernel died before replying"
AGAIN = "Relancez. Si l’erreur persiste, vérifiez la mémoire libre, et que rien n’interdit les connexions à 127.0.0.1."


@contextmanager
def started(environment: dict[str, str], count: int) -> Iterator[dict]:
    """What to give to nbclient's NotebookClient for `count` kernels to start as fast as they can here.

    `environment`: what every kernel must have from the start of Python (paths, hash seed).
    """
    if sys.platform != "linux" or count < WORTH:
        yield {}
        return
    with Nursery(environment) as nursery:
        yield {"kernel_manager_class": nursery.manager()}


def execute(notebook, environment: dict[str, str], **options):
    """Execute a notebook in place, as `nbclient.NotebookClient(notebook, **options).execute()` does.

    A kernel that dies as it starts is started again: the ports that it chose were free, and another program has
    taken one meanwhile. Raises nbclient's errors on a cell at fault, MachineError when no kernel starts.
    """
    from nbclient import NotebookClient

    from .errors import MachineError  # not at the top: the common process imports this file, and nothing of ours

    for _ in range(ATTEMPTS):
        try:
            return NotebookClient(notebook, **options).execute(env=environment)
        except RuntimeError as error:
            if NOT_STARTED not in str(error):
                raise
    raise MachineError("le processus qui exécute les cellules ne démarre pas", AGAIN)


class _Copy:
    """The process of a kernel, with the part of `subprocess.Popen` that jupyter_client uses.

    `lifeline`: a pipe whose other end the process alone holds.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, lifeline: int):
        self.pid = pid
        self.lifeline = lifeline
        self.returncode: int | None = None

    def poll(self) -> int | None:
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int | None:
        return self._ended(timeout)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self.lifeline], [], [], timeout)[0]:
            os.close(self.lifeline)
            self.returncode = 0
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that has the libraries, and makes the copies. Use as a context: it ends with it."""

    def __init__(self, environment: dict[str, str]):
        """`environment`: of the process; a copy gets its own, but not before the libraries."""
        self._lock = threading.Lock()
        self._socket, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(other.fileno())],
                env=environment,
                pass_fds=[other.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *_error) -> None:
        self._socket.close()
        self._process.wait()

    def start(self, command: list[str], environment: dict[str, str], folder: str) -> _Copy:
        """A new kernel, as `command` would start it. Raises MachineError when the common process has ended."""
        from .errors import MachineError

        lifeline, held = os.pipe()
        try:
            request = json.dumps([command, environment, folder]).encode()
            with self._lock:
                socket.send_fds(self._socket, [len(request).to_bytes(4, "big") + request], [held])
                answer = self._socket.recv(4)
            os.close(held)
            held = -1
            # The copy writes one byte once it leads a group of processes of its own.
            if len(answer) < 4 or not os.read(lifeline, 1):
                raise EOFError
        except BaseException as error:
            for one in (lifeline, held):
                if one >= 0:
                    os.close(one)
            if isinstance(error, (OSError, EOFError)):
                raise MachineError("le processus qui exécute les cellules s’est arrêté", AGAIN) from error
            raise
        return _Copy(int.from_bytes(answer, "big"), lifeline)

    def manager(self, base: type | None = None) -> type:
        """A class of kernel managers whose kernels are copies; `base`: jupyter_client's, the asynchronous one by default."""
        from jupyter_client import AsyncKernelManager
        from jupyter_client.provisioning import LocalProvisioner

        nursery = self

        class Provisioner(LocalProvisioner):
            async def launch_kernel(self, cmd, **kwargs):
                environment = dict(kwargs.get("env") or os.environ)
                self.process = nursery.start(cmd, environment, str(kwargs.get("cwd") or os.getcwd()))
                self.pid = self.pgid = self.process.pid
                self.cwd = kwargs.get("cwd")
                return self.connection_info

        class Manager(base or AsyncKernelManager):
            async def _async_pre_start_kernel(self, **kwargs):
                if self.provisioner is None:
                    self.kernel_id = self.kernel_id or kwargs.pop("kernel_id", None)
                    self.provisioner = Provisioner(
                        kernel_id=self.kernel_id or "", kernel_spec=self.kernel_spec, parent=self
                    )
                return await super()._async_pre_start_kernel(**kwargs)

        return Manager


# -- in the process that is copied -----------------------------------------------------------


def _serve(requests: socket.socket) -> None:
    """Import the libraries, then make a copy for each request, until the other side closes."""
    # ipykernel reads it as it is imported: a kernel stops when its parent does, which is this process.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except ImportError:  # the cell that needs it says so, at its place
            pass
    warnings.filterwarnings("ignore", message=".*fork.*", category=DeprecationWarning)
    while True:
        data, files, _flags, _address = socket.recv_fds(requests, LARGEST, 1)
        _forget_the_ended()
        if not data:
            return
        size = int.from_bytes(data[:4], "big")
        while len(data) < size + 4:
            data += requests.recv(LARGEST)
        [held] = files
        pid = os.fork()
        if pid:
            os.close(held)
            requests.sendall(pid.to_bytes(4, "big"))
            continue
        requests.close()
        _become_kernel(held, *json.loads(data[4:]))


def _forget_the_ended() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:  # none is left
        pass


def _become_kernel(held: int, command: list[str], environment: dict[str, str], folder: str) -> None:
    """In the copy: be the process that `python -m ipykernel_launcher …` would be. Never returns."""
    code = 1
    try:
        os.setsid()
        os.environ.clear()
        os.environ.update(environment | {"JPY_PARENT_PID": str(os.getppid())})
        os.chdir(folder)
        os.write(held, b"1")
        sys.argv = command[command.index("-m") + 1 :]
        if "" not in sys.path and folder not in sys.path:
            sys.path.insert(0, "")
        from ipykernel import kernelapp

        kernelapp.launch_new_instance(sys.argv[1:])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
