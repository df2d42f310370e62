# Builds the program with a libpq that speaks TLS, then keeps the program alone, with the `pg_dump` and `psql` that
# `carnet backup` and `carnet restore` run: of PostgreSQL 15, as the database of docker-compose.yml.

FROM rust:1.95-slim-bookworm AS builder
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev make pkg-config libssl-dev binutils \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY . .
RUN cargo build --release --locked --package carnet --features pg-tls \
    && strip target/release/carnet

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libssl3 ca-certificates tzdata postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 carnet \
    && useradd --uid 10001 --gid carnet --no-create-home --home-dir /var/lib/carnet --shell /usr/sbin/nologin carnet \
    && install --directory --owner carnet --group carnet --mode 0700 \
        /var/lib/carnet /var/lib/carnet/keys /var/lib/carnet/blobs /var/lib/carnet/checkpoints
COPY --from=builder /build/target/release/carnet /usr/local/bin/carnet
COPY LICENSE NOTICE /usr/share/doc/carnet/
WORKDIR /var/lib/carnet
USER 10001:10001
ENV CARNET_SERVER__LISTEN=0.0.0.0:8080 \
    CARNET_KEYS__FOLDER=/var/lib/carnet/keys \
    CARNET_BLOBS__FOLDER=/var/lib/carnet/blobs \
    CARNET_JOURNAL__COPY_FOLDER=/var/lib/carnet/checkpoints
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["carnet", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["carnet"]
CMD ["serve"]
