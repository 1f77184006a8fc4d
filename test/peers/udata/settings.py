"""A udata on loopback addresses: no mail, nothing secret; a worker only where its harvester is measured."""

import os

_redis = "redis://127.0.0.1:" + os.environ["NAVETTE_UDATA_REDIS"]

SERVER_NAME = "127.0.0.1:" + os.environ["NAVETTE_UDATA_PORT"]
MONGODB_HOST = "mongodb://127.0.0.1:" + os.environ["NAVETTE_UDATA_MONGO"] + "/" + os.environ.get("NAVETTE_UDATA_DATABASE", "udata")
FS_ROOT = os.environ["NAVETTE_UDATA_FILES"]

# Without a worker tasks are queued and never done: the API does not wait for them.
CELERY_BROKER_URL = _redis + "/" + os.environ.get("NAVETTE_UDATA_BROKER", "0")
CELERY_RESULT_BACKEND = CELERY_BROKER_URL
CACHE_REDIS_URL = _redis + "/" + os.environ.get("NAVETTE_UDATA_CACHE", "1")
HARVESTER_BACKENDS = ["ckan"]

SECRET_KEY = "for tests on loopback only, sessions"
API_TOKEN_SECRET = "for tests on loopback only, tokens of the API"
SECURITY_PASSWORD_SALT = "for tests on loopback only, passwords"
SECURITY_EMAIL_VALIDATOR_ARGS = {"check_deliverability": False}
SESSION_COOKIE_SECURE = False
SEND_MAIL = False

# Tests of the adapter point resources at servers of their own.
URLS_ALLOW_LOCAL = True
URLS_ALLOW_PRIVATE = True
