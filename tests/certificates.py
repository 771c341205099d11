"""Certificates of this machine's own, good and bad, made by openssl: each with its key."""

import shutil
import subprocess
from pathlib import Path

CONFIG = """
[ca]
default_ca = ours
[ours]
database = {folder}/index
new_certs_dir = {folder}
serial = {folder}/serial
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
"""


def certificate(folder: Path, *, host: str = "localhost", begins: str = "", ends: str = "") -> Path:
    """For that host name, signed by itself. Times such as 20200101000000Z; else it is valid."""
    openssl = shutil.which("openssl")
    assert openssl, "openssl is needed"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index").touch()
    (folder / "serial").write_text("01")
    (folder / "config").write_text(CONFIG.format(folder=folder))
    key, asked, made = (folder / name for name in ("key.pem", "asked.pem", "made.pem"))
    config = ["-config", str(folder / "config")]

    def run(*words: str) -> None:
        subprocess.run([openssl, *words], check=True, capture_output=True)

    curve = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        f"/CN={host}",
    ]
    names = ["-addext", f"subjectAltName=DNS:{host}"]
    run("req", *config, "-new", *curve, *names, "-keyout", str(key), "-out", str(asked))
    times = ["-startdate", begins or "20200101000000Z", "-enddate", ends or "20491231000000Z"]
    signing = ["-selfsign", "-keyfile", str(key), "-in", str(asked), "-out", str(made)]
    run("ca", *config, "-batch", "-notext", *times, *signing)
    whole = folder / "certificate.pem"
    whole.write_text(key.read_text() + made.read_text())
    return whole
