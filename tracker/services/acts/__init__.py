"""What the commands of `tracker` do: the same beside a running server, inside it, and without one.

An act is `async def noun_verb(context: Acting, **arguments) -> dict`, all of it JSON. It raises
Refusal with one sentence; commands run it with `tracker.commands.acting.act(config, name, ...)`.
"""
