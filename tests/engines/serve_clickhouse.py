"""ClickHouse as a process of its own, from the library that scripts/engines/clickhouse fetches:
serve_clickhouse.py LIBRARY FOLDER HTTP_PORT [SETTINGS_FILE]. Its command line is that of
clickhouse-local, which serves when it is told to, until it is ended."""

import ctypes
import sys

SERVE = (
    "system start listen http; select sleepEachRow(1) from system.numbers format Null"
    " settings max_block_size = 1, function_sleep_max_microseconds_per_block = 0, max_threads = 1"
)


def main(library: str, folder: str, port: str, settings: str = "") -> str:
    engine = ctypes.CDLL(library)
    engine.chdb_query_cmdline.restype = ctypes.c_void_p
    engine.chdb_query_cmdline.argtypes = [ctypes.c_int, ctypes.c_void_p]
    engine.chdb_result_error.restype = ctypes.c_char_p
    engine.chdb_result_error.argtypes = [ctypes.c_void_p]
    words = [
        *("clickhouse", "--path", folder, "--http_port", port, "--listen_host", "127.0.0.1"),
        *(("--config-file", settings) if settings else ()),
        *("--max_memory_usage", "1000000000", "--query", SERVE),
    ]
    given = (ctypes.c_char_p * len(words))(*(word.encode() for word in words))
    result = engine.chdb_query_cmdline(len(words), given)
    error = engine.chdb_result_error(result) if result else None
    return error.decode()[:2_000] if error else ""


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
