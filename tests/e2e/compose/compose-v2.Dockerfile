# Compose v2, which reads docker-compose.yml as an operator's would (check_v2 of images.sh); it runs nothing.
ARG BASE
FROM ${BASE}
COPY deploy/packages.txt deploy/deps.sh /tmp/deploy/
RUN /tmp/deploy/deps.sh compose-v2 && rm -rf /var/lib/apt/lists/* /tmp/deploy
