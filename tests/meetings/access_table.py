"""What each of the cast meets at the addresses of meetings; read with ``tests.qmportal.access_table``."""

MEETINGS = """
meetings:index            GET   200 200 200 200 200 200 200  /en/meetings/
meetings:meeting          GET   200 200 200 200 200 200 200  /en/meetings/held/
meetings:meeting          GET   404 200 200 200 200 200 200  /en/meetings/pencilled/
meetings:meeting          GET   404 200 200 200 200 200 200  /en/meetings/internal/
meetings:decisions        GET   200 200 200 200 200 200 200  /en/meetings/decisions/
meetings:decision         GET   404 404 404 404 404 404 404  /en/meetings/held/decisions/1/
meetings:calendar         GET   200 200 200 200 200 200 200  /en/meetings/calendar.ics
meetings:feed             GET   200 200 200 200 200 200 200  /en/meetings/feed/
meetings:answer           GET   200 200 200 200 200 200 200  /en/meetings/answers/{meeting_answer}/
meetings:answer           POST  200 200 200 200 200 200 200  /en/meetings/answers/{meeting_answer}/
meetings:answer           GET   410 410 410 410 410 410 410  /en/meetings/answers/guessed/
meetings:answer           POST  410 410 410 410 410 410 410  /en/meetings/answers/guessed/
meetings:answer-invitation GET  302 200 403 403 200 403 403  /en/meetings/coming/answers/{invitation}/
meetings:answer-invitation POST 302 200 403 403 200 403 403  /en/meetings/coming/answers/{invitation}/
meetings:add-meeting      GET   302 403 403 403 200 403 403  /en/meetings/new/
meetings:add-meeting      POST  302 403 403 403 200 403 403  /en/meetings/new/
meetings:planning         GET   302 200 200 200 200 200 200  /en/meetings/held/planning/
meetings:planning         GET   302 200 200 200 200 200 200  /en/meetings/pencilled/planning/
meetings:edit-meeting     GET   302 403 403 403 200 403 403  /en/meetings/held/edit/
meetings:edit-meeting     POST  302 403 403 403 409 403 403  /en/meetings/held/edit/
meetings:edit-days        GET   302 403 403 403 200 403 403  /en/meetings/pencilled/days/
meetings:edit-days        POST  302 403 403 403 409 403 403  /en/meetings/pencilled/days/
meetings:take-step        GET   302 403 403 403 200 403 403  /en/meetings/pencilled/steps/announce/
meetings:take-step        POST  302 403 403 403 302 403 403  /en/meetings/pencilled/steps/announce/
meetings:take-step        GET   302 404 404 404 404 404 404  /en/meetings/pencilled/steps/burn/
meetings:take-step        POST  302 404 404 404 404 404 404  /en/meetings/pencilled/steps/burn/
meetings:agenda           GET   200 200 200 200 200 200 200  /en/meetings/held/agenda/
meetings:agenda           GET   404 200 200 200 200 200 200  /en/meetings/pencilled/agenda/
meetings:add-item         GET   302 403 403 403 200 403 403  /en/meetings/coming/agenda/add/
meetings:add-item         POST  302 403 403 403 200 403 403  /en/meetings/coming/agenda/add/
meetings:edit-item        GET   302 403 403 403 200 403 403  /en/meetings/coming/agenda/{item}/
meetings:edit-item        POST  302 403 403 403 409 403 403  /en/meetings/coming/agenda/{item}/
meetings:act-on-item      POST  302 403 403 403 302 403 403  /en/meetings/coming/agenda/{item}/up/
meetings:act-on-item      POST  302 403 403 403 404 403 403  /en/meetings/coming/agenda/{item}/burn/
meetings:take-suggestions POST  302 403 403 403 302 403 403  /en/meetings/coming/agenda/suggestions/
meetings:propose-item     GET   302 200 200 200 200 200 200  /en/meetings/items/propose/
meetings:propose-item     POST  302 200 200 200 200 200 200  /en/meetings/items/propose/
meetings:people           GET   302 200 200 200 200 200 200  /en/meetings/held/people/
meetings:people           POST  302 403 403 403 302 403 403  /en/meetings/held/people/
meetings:withdraw-invitee POST  302 403 403 403 302 403 403  /en/meetings/coming/people/{invitation}/withdraw/
meetings:attendance       GET   302 200 200 200 200 200 200  /en/meetings/held/attendance/2017-11-05/
meetings:attendance       POST  302 403 403 302 302 403 403  /en/meetings/held/attendance/2017-11-05/
meetings:attendance-list  GET   302 200 200 200 200 200 200  /en/meetings/held/attendance/2017-11-05/list/
"""
