from django.urls import include, path

from bothways.insider.views import archive, marking, mine, reading, search

urlpatterns = [
    path("questions/", reading.question_list, name="question_list"),
    path("questions/<slug:slug>/", reading.question, name="question"),
    path("questions/<slug:slug>/follow/", marking.follow_question, name="follow_question"),
    path("answers/<slug:slug>/", reading.answer, name="answer"),
    path("answers/<slug:slug>/print/", reading.answer_print, name="answer_print"),
    path("answers/<slug:slug>/save/", marking.save_answer, name="save_answer"),
    path("answers/<slug:slug>/helped/", marking.help_answer, name="help_answer"),
    path("insiders/", reading.insider_list, name="insider_list"),
    path("insiders/<slug:slug>/", reading.person, {"among_insiders": True}, name="insider"),
    path("insiders/<slug:slug>/follow/", marking.follow_insider, name="follow_insider"),
    path("people/<slug:slug>/", reading.person, name="person"),
    path("topics/", reading.topic_list, name="topic_list"),
    path("topics/<slug:slug>/", reading.topic, name="topic"),
    path("topics/<slug:slug>/follow/", marking.follow_topic, name="follow_topic"),
    path("archive/", archive.archive, name="archive"),
    path("archive/<int:year>/<int:month>/", archive.month, name="archive_month"),
    path("archive/<int:year>/<int:month>/<int:day>/", archive.day, name="archive_day"),
    path("search/", search.search, name="search"),
    path("me/", mine.mine, name="mine"),
    path("", include("bothways.insider.outlet_urls")),
]
