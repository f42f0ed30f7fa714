# syntax=docker/dockerfile:1
# The portal in production: one image for web, worker, beat and one-off commands.

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY locks/production.txt /tmp/production.txt
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: -r /tmp/production.txt
COPY . /srv/portal
WORKDIR /srv/portal
# Catalogues and static files are built here, so that the running container may be read-only.
RUN SECRET_KEY=build DATABASE_URL=postgres:///build REDIS_URL=redis://build STATIC_ROOT=/srv/static \
    /opt/venv/bin/python -c "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'qmportal.settings'; \
from django.core.management import execute_from_command_line as do; do(['', 'compilemessages']); do(['', 'collectstatic', '--noinput'])"

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home --home-dir /home/portal --shell /usr/sbin/nologin portal \
 && install -d -o portal -g portal /srv/data
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/portal /srv/portal
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=qmportal.settings DATA_DIR=/srv/data STATIC_ROOT=/srv/static
WORKDIR /srv/portal
USER portal
VOLUME /srv/data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "deploy/healthy.py"]
CMD ["gunicorn", "qmportal.wsgi", "--config", "deploy/gunicorn.py"]
