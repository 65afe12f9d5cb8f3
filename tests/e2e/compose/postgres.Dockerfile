# PostgreSQL 17 from Debian's packages, with as much of the official image's manners as docker-compose.yml relies on:
# POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD_FILE, POSTGRES_INITDB_ARGS and /docker-entrypoint-initdb.d.
ARG BASE
FROM ${BASE}
# No cluster of the package's own: the data folder is a volume.
RUN install -d /etc/postgresql-common \
    && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
    && apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold \
        postgresql-17 tzdata \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/usr/lib/postgresql/17/bin:$PATH PGDATA=/var/lib/postgresql/data LANG=C.UTF-8
COPY postgres-entrypoint.sh /usr/local/bin/
# 3777 as in the official image: a tmpfs over the folder takes its mode, and not its owner.
RUN install -d -o postgres -g postgres -m 0700 "$PGDATA" \
    && install -d -o postgres -g postgres -m 3777 /run/postgresql
USER postgres
STOPSIGNAL SIGINT
VOLUME /var/lib/postgresql/data
ENTRYPOINT ["postgres-entrypoint.sh"]
CMD ["postgres"]
