# One image, three programs: web (if nothing else is asked for), worker and standins.
# The same steps as ./run; a test keeps the two alike.
FROM node:20-bookworm-slim AS assets
WORKDIR /assets
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev \
    && rm -rf node_modules/dkfds/src

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-unifont \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin hovedindgang
WORKDIR /srv/hovedindgang
COPY requirements.txt ./
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.txt
COPY --from=assets /assets/node_modules node_modules
COPY . .
# Only var/ may be written in, and only an embedded SQLite database needs it.
RUN python -m compileall -q app && install -d -o hovedindgang var
USER hovedindgang
ENV HOST=0.0.0.0 PYTHONUNBUFFERED=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-m", "app", "health"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["web"]
