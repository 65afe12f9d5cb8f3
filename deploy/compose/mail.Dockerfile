# The private mail server of the tests (deploy/private/mailserver.py) in a container: one Maildir a recipient.
ARG BASE_RUN=debian:trixie-slim
FROM ${BASE_RUN}
COPY deploy/packages.txt deploy/deps.sh /tmp/deploy/
RUN /tmp/deploy/deps.sh mail && rm -rf /var/lib/apt/lists/* /tmp/deploy
COPY deploy/private/mailserver.py /usr/local/bin/mailserver.py
RUN install -d -o 10001 -g 10001 -m 0700 /var/mail/duban
USER 10001:10001
EXPOSE 2525
CMD ["/usr/bin/python3", "/usr/local/bin/mailserver.py", "--host", "0.0.0.0", "--port", "2525", \
     "--maildirs", "/var/mail/duban", "--port-file", "/tmp/port"]
