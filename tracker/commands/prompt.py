"""A Python prompt whose lines may await."""

from __future__ import annotations

import ast
import asyncio
import code
import inspect
import types
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

HISTORY = Path("~/.tracker_history")
WORTH_KEEPING = 1_000  # lines


class Prompt(code.InteractiveConsole):
    """Python's own, but that what is typed may await."""

    def __init__(self, runner: asyncio.Runner, names: dict[str, Any]) -> None:
        super().__init__(names)
        self._runner = runner
        self.compile.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

    def runcode(self, code: types.CodeType) -> None:
        """One statement. What it raises is shown, and the prompt goes on."""
        try:
            result = types.FunctionType(code, self.locals)()
            if inspect.iscoroutine(result):
                self._runner.run(result)
        except SystemExit:
            raise
        except KeyboardInterrupt:
            self.write("\nStopped.\n")
        except BaseException:
            self.showtraceback()


def remember_lines(names: dict[str, Any]) -> Callable[[], None]:
    """Completion with tab, and what was typed before; gives what writes that down."""
    try:
        import readline
        import rlcompleter
    except ImportError:
        return lambda: None
    history = HISTORY.expanduser()
    readline.set_completer(rlcompleter.Completer(names).complete)
    readline.parse_and_bind("tab: complete")
    with suppress(OSError):
        readline.read_history_file(history)

    def write() -> None:
        readline.set_history_length(WORTH_KEEPING)
        with suppress(OSError):
            history.touch(mode=0o600)
            readline.write_history_file(history)

    return write
