FROM python:3.11-slim-bookworm
WORKDIR /yiping
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY model model
COPY geo geo
COPY store store
COPY orders orders
COPY alerts alerts
COPY ingest ingest
COPY dashboard dashboard
COPY sims sims
COPY yiping yiping
RUN PIP_CONSTRAINT=constraints.txt pip install --no-cache-dir -e . \
    && useradd --system --uid 10001 --home-dir /var/lib/yiping --create-home yiping
ENV YIPING_HOME=/var/lib/yiping YIPING_RUNTIME=servers PYTHONUNBUFFERED=1
USER yiping
VOLUME /var/lib/yiping
ENTRYPOINT ["yiping"]
CMD ["--help"]
