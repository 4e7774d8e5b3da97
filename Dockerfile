# Lookout in a container: see docs/operations.md.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.txt ./
RUN python -m venv /opt/lookout && /opt/lookout/bin/pip install --no-cache-dir -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
RUN /opt/lookout/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/lookout --create-home lookout
COPY --from=build /opt/lookout /opt/lookout
COPY config /etc/lookout/config
ENV PATH=/opt/lookout/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CONFIG_DIR=/etc/lookout/config \
    DATABASE_URL=sqlite:////var/lib/lookout/lookout.db
USER 10001
WORKDIR /var/lib/lookout
VOLUME /var/lib/lookout
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=15s --start-period=2m --retries=3 CMD ["python", "-m", "bot", "health"]
CMD ["python", "-m", "bot", "run"]
