#!/usr/bin/env python3
"""Installs emulators from PyPI, each into its own virtual environment, at most once.

    python3 localstack/install.py localstack moto ministack

Prints one line `NAME PYTHON` for each, PYTHON being the interpreter to run it with; everything else goes to stderr.
The environments live under ${XDG_CACHE_HOME:-~/.cache}/bartizan; deleting that folder is always safe.
Every version is pinned by a file in constraints/, since the newest dependencies do not work together.
Needs nothing but a Python >= 3.8 with venv and pip; looks for the version that an emulator wants by itself.
"""

import argparse
import concurrent.futures
import contextlib
import glob
import os
import pathlib
import shutil
import subprocess
import sys
import time

try:
    import fcntl  # absent on Windows, where two installations at once are the user's own risk
except ImportError:
    fcntl = None

HERE = pathlib.Path(__file__).resolve().parent

# name: (version, Pythons that it was seen to work with, best first).
# LocalStack 4.14.0 says >= 3.10, but on 3.11 most of its services answer 500 "invalid syntax".
EMULATORS = {
    "localstack": ("4.14.0", ["3.13", "3.12"]),
    "moto": ("5.2.5", ["3.11", "3.12", "3.13", "3.10"]),
    "ministack": ("1.5.33", ["3.11", "3.12", "3.13", "3.10"]),
    # No emulator: another implementation of Rego, which `cargo xtask differential` asks about our rules.
    "regopy": ("1.5.2", ["3.11", "3.12", "3.13", "3.10"]),
    # A ticket system, which `cargo xtask tickets` drives.
    "roundup": ("2.6.0", ["3.11", "3.12", "3.13", "3.10"]),
    # ServiceNow's own client, which `cargo xtask tickets` compares with ours.
    "pysnc": ("1.2.1", ["3.11", "3.12", "3.13", "3.10"]),
    # What lints the files of docs/deploy, for `cargo xtask deploy`; the version is cfn-lint's.
    "linters": ("1.58.0", ["3.11", "3.12", "3.13", "3.10"]),
    # Nor these: the readers and schemas that `cargo xtask formats` holds our reports against.
    "formats": ("1", ["3.11", "3.12", "3.13"]),
    # No emulator either: a solver, which `cargo xtask z3` asks about pairs of policies.
    "z3-solver": ("4.15.4.0", ["3.11", "3.12", "3.13", "3.10"]),
}


class Problem(Exception):
    """What a person must do something about."""


def cache():
    """Where the environments live."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(base) / "bartizan"


def works(python, version):
    """Whether this interpreter runs and is of this version. A pyenv shim exists for versions that are not selected, and fails."""
    code = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        said = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0 and said.stdout.strip() == version


def find_python(name, versions):
    """The best interpreter for an emulator: this one, then PATH, then pyenv's."""
    for version in versions:
        installed = os.path.expanduser(f"~/.pyenv/versions/{version}.*/bin/python{version}")
        on_path = shutil.which(f"python{version}")
        for python in [sys.executable, on_path, *sorted(glob.glob(installed), reverse=True)]:
            if python and works(python, version):
                return python
    wanted = " or ".join(versions)
    raise Problem(f"{name} needs Python {wanted} with venv, and none was found on PATH or in ~/.pyenv/versions")


@contextlib.contextmanager
def locked(path):
    """Holds a lock file, so that two runs do not build one environment at the same time."""
    with open(path, "w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install(name):
    """Makes the environment if it is not there yet, and returns its interpreter."""
    version, pythons = EMULATORS[name]
    pins = HERE / "constraints" / f"{name}-{version}.txt"
    venv = cache() / f"{name}-{version}"
    marker = venv / "installed.txt"
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    venv.parent.mkdir(parents=True, exist_ok=True)
    with locked(venv.with_name(venv.name + ".lock")):
        # The marker is written last and holds the pins: half an installation, or one of other pins, is made anew.
        if marker.exists() and marker.read_text() == pins.read_text() and python.exists():
            return python
        began = time.monotonic()
        base = find_python(name, pythons)
        print(f"{name} {version}: installing from PyPI with {base}", file=sys.stderr, flush=True)
        shutil.rmtree(venv, ignore_errors=True)
        run([base, "-m", "venv", str(venv)], name)
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
        run([str(python), *pip, "--requirement", str(pins)], name)
        marker.write_text(pins.read_text())
        print(f"{name} {version}: installed in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return python


def run(command, name):
    """Runs one step; its output is shown only when it fails."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise Problem(f"installing {name} failed: {' '.join(command)}\n{done.stdout.strip()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="+", choices=sorted(EMULATORS))
    names = parser.parse_args().name
    try:
        with concurrent.futures.ThreadPoolExecutor() as pool:
            for name, python in zip(names, pool.map(install, names)):
                print(name, python)
    except Problem as problem:
        sys.exit(f"error: {problem}")


if __name__ == "__main__":
    main()
