"""pycsw as a WSGI application, without what one request leaves for the next.

Reading a record as JSON assigns lists to its columns; the next insertion in the same process would try to save them.
"""

from pycsw.wsgi_flask import APP, api_


@APP.teardown_request
def forget(_error):
    api_.repository.session.expunge_all()
