# docker build -t tracker .     docker run -v tracker:/data -p 127.0.0.1:8000:8000 tracker
#
# Slim, not root, works with a read-only root (deploy/compose.yaml): it writes to /data and nowhere
# else. docs/deployment.md says what of this was tried, and what was not.
# A tag may be given other contents; the digest, of the list for all processors, may not.
ARG PYTHON=3.13.15-slim-trixie@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285

# Debian's SQLite (3.46.1) has a fault that can corrupt a database which two processes write and
# checkpoint at once; 3.51.3 has not. Python finds the one in /usr/local first.
FROM python:${PYTHON} AS sqlite
ARG SQLITE=https://sqlite.org/2026/sqlite-autoconf-3510300.tar.gz
# Its SHA3-256, which sqlite.org/download.html states for its newest release; another one than the
# archive's own, or none, ends the build.
ARG SQLITE_SHA3=581215771b32ea4c4062e6fb9842c4aa43d0a7fb2b6670ff6fa4ebb807781204
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev make openssl
ADD ${SQLITE} /sqlite.tar.gz
RUN found=$(openssl dgst -sha3-256 -r /sqlite.tar.gz | cut -d' ' -f1) \
    && test "${found}" = "${SQLITE_SHA3}" \
    || { echo "SQLITE_SHA3 is '${SQLITE_SHA3}', the archive's is '${found}': docs/deployment.md"; exit 1; }
RUN mkdir /build && tar -C /build --strip-components 1 -xf /sqlite.tar.gz && cd /build \
    && ./configure --prefix=/usr/local --disable-static \
       CFLAGS="-O2 -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_MATH_FUNCTIONS" \
    && make -j"$(nproc)" && make DESTDIR=/built install

FROM python:${PYTHON} AS build
WORKDIR /source
COPY requirements.txt .
RUN python -m venv /tracker \
    && /tracker/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt
COPY setup.cfg pyproject.toml MANIFEST.in README.md LICENSE ./
COPY tracker tracker
COPY templates templates
COPY static static
COPY docs/security.md docs/security.md
RUN /tracker/bin/pip install --no-cache-dir --no-deps .

FROM python:${PYTHON}
COPY --from=sqlite /built/usr/local/lib /usr/local/lib
RUN ldconfig \
    && python -c "import sqlite3; assert sqlite3.sqlite_version_info >= (3, 51, 3), sqlite3.sqlite_version" \
    && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /tracker /tracker
ENV PATH=/tracker/bin:$PATH PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data HOST=0.0.0.0 PORT=8000
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["tracker", "ready"]
ENTRYPOINT ["tracker"]
CMD ["serve"]
