"""A process that has imported evenhand and forks one that runs it for every line it is sent.

What it spares each test is the second that imports take; the command still runs in a process of
its own, with its own folder, environment, arguments and exit code.
"""

import json
import os
import sys
import traceback
from importlib import import_module

from evenhand.cli import main

# All that a command imports once it is called.
MODULES = (
    "audit",
    "cli.audit",
    "cli.outputs",
    "cli.plans",
    "cli.reports",
    "cli.summary",
    "report.as_json",
    "report.html",
    "report.markdown",
)


def run(request):
    """Become the command that a request asks for."""
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding=request["encoding"])
    sys.argv = ["evenhand", *request["arguments"]]
    code = 1
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:  # noqa: BLE001 - nothing may go on in this process as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def serve():
    """Fork a command for each line, and answer with its exit code."""
    for module in MODULES:
        import_module(f"evenhand.{module}")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            run(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    serve()
