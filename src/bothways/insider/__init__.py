"""Insider: questions, the signed answers to them, and the edition that shows one each day."""
