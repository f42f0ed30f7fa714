"""The web server of the image: threads, because Django's database connections are kept per thread."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
max_requests, max_requests_jitter = 5000, 500  # a worker is renewed now and then, never all at once
graceful_timeout = 25  # seconds; compose stops a container after 30
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the only place that is writable in a read-only container
accesslog = None  # the proxy writes one; two would keep addresses twice
