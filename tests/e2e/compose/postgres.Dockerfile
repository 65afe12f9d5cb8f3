# PostgreSQL 17 from Debian's packages, with as much of the official image's manners as docker-compose.yml relies on:
# POSTGRES_USER, POSTGRES_DB, POSTGRES_PASSWORD_FILE, POSTGRES_INITDB_ARGS and /docker-entrypoint-initdb.d.
ARG BASE
FROM ${BASE}
# It makes no cluster of the package's own: the data folder is a volume.
COPY deploy/packages.txt deploy/deps.sh /tmp/deploy/
RUN /tmp/deploy/deps.sh postgres && rm -rf /var/lib/apt/lists/* /tmp/deploy
ENV PATH=/usr/lib/postgresql/17/bin:$PATH PGDATA=/var/lib/postgresql/data LANG=C.UTF-8
COPY tests/e2e/compose/postgres-entrypoint.sh /usr/local/bin/
# 3777 as in the official image: a tmpfs over the folder takes its mode, and not its owner.
RUN install -d -o postgres -g postgres -m 0700 "$PGDATA" \
    && install -d -o postgres -g postgres -m 3777 /run/postgresql
USER postgres
STOPSIGNAL SIGINT
VOLUME /var/lib/postgresql/data
ENTRYPOINT ["postgres-entrypoint.sh"]
CMD ["postgres"]
