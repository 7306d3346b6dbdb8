from django.urls import include, path, re_path
from django.views.generic import RedirectView

from bothways.people.views import entrance, profile, security

to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_security = RedirectView.as_view(pattern_name="security")

urlpatterns = [
    path("me/profile/", profile.profile, name="profile"),
    path("me/profile/portrait/", profile.put_up_portrait, name="put_up_portrait"),
    path("me/profile/portrait/remove/", profile.take_down_portrait, name="take_down_portrait"),
    path("me/security/", security.security, name="security"),
    path("me/security/sessions/<int:number>/end/", security.end_session, name="end_session"),
    re_path("^media/portraits/(?P<name>[0-9a-f]{32})[.]webp$", profile.portrait_file, name="portrait_file"),
    # Pages of the sign-in library that are part of ours come first, so that they stand in front of its own.
    path("accounts/login/", entrance.SignInView.as_view(), name="account_login"),
    path("accounts/login/code/", to_sign_in, name="account_request_login_code"),
    path(
        "accounts/reauthenticate/code/", entrance.ReauthenticateByCodeView.as_view(), name="account_reauthenticate_code"
    ),
    path("accounts/password/set/", security.set_password, name="account_set_password"),
    path("accounts/2fa/", to_security, name="mfa_index"),
    path("accounts/2fa/webauthn/", to_security, name="mfa_list_webauthn"),
    path("accounts/sessions/", entrance.EndOtherSessionsView.as_view(), name="usersessions_list"),
    path("accounts/", include("allauth.urls")),
]
