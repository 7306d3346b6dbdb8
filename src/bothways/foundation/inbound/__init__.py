"""Mail that comes from outside, read with distrust: its words, its sender, what kind of mail it is.

Nothing here knows what a mail is about. Every reader takes bytes that anybody may have made, in bounded time, and gives
an answer or raises `Unreadable`. Web processes never need it.
"""
