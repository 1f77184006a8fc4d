"""A udata on loopback addresses: no mail, no worker, nothing secret."""

import os

_redis = "redis://127.0.0.1:" + os.environ["NAVETTE_UDATA_REDIS"]

SERVER_NAME = "127.0.0.1:" + os.environ["NAVETTE_UDATA_PORT"]
MONGODB_HOST = "mongodb://127.0.0.1:" + os.environ["NAVETTE_UDATA_MONGO"] + "/udata"
FS_ROOT = os.environ["NAVETTE_UDATA_FILES"]

# Tasks are queued and never done: the API does not wait for them.
CELERY_BROKER_URL = _redis + "/0"
CELERY_RESULT_BACKEND = _redis + "/0"
CACHE_REDIS_URL = _redis + "/1"

SECRET_KEY = "for tests on loopback only, sessions"
API_TOKEN_SECRET = "for tests on loopback only, tokens of the API"
SECURITY_PASSWORD_SALT = "for tests on loopback only, passwords"
SECURITY_EMAIL_VALIDATOR_ARGS = {"check_deliverability": False}
SESSION_COOKIE_SECURE = False
SEND_MAIL = False

# Tests of the adapter point resources at servers of their own.
URLS_ALLOW_LOCAL = True
URLS_ALLOW_PRIVATE = True
