# Untested until somebody runs it: please tell us how it went. One image for web, worker and scheduler.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --system --create-home --home-dir /var/lib/regulars regulars
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/regulars STATIC_ROOT=/srv/regulars/static-collected
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/regulars
COPY --chown=root:root . .
# Static files and translations belong to the image; the settings of a demo are enough to collect them.
RUN rm -rf demo tests benchmarks .git && mkdir demo && touch demo/__init__.py \
    && python bin/compile_messages && VAR_DIR=/tmp/build python manage.py collectstatic --noinput
USER regulars
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/livez', timeout=2)"]
CMD ["granian", "config.wsgi:application", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4"]
