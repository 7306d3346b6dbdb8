"""What of each mail of three public collections its writer had just written, judged by reading them.

One line a mail: the collection's initial and the file's name; the lines that must be kept; after "may", lines on which
two careful readers can differ (a closing with the name under it). Everything else must go. Blank lines do not count.
Mails that are templates of a test, and not mails, are left out.
"""

from dataclasses import dataclass

JUDGED = """
c correct_sig 1
c email_1 1-5 may 7
c email_2 1 9-34
c email_2_1 1
c email_3 1-3 may 5
c email_4 1
c email_5 1-15
c email_6 1 may 3
c email_7 1-5
c email_8 1-5
c email_9 1-5
c email_10 1-5
c email_11 1-5
c email_12 1-5
c email_13 1-5
c email_14 1-5
c email_15 1-5 may 9-11
c email_16 1-5
c email_17 1-5
c email_18 1-5
c email_19 1 may 3
c email_20 1
c email_21 1-638
c email_22 1-5
c email_23 1-5
c email_24 1-5
c email_25 1-5
c email_26 1-5
c email_blackberry 1
c email_bullets 1-9
c email_custom_quote_header 1
c email_customer_quote_header_2 1
c email_customer_quote_header_3 1-3
c email_danish_dash_separator 1-5
c email_emoji 1
c email_en_multiline_2 1-5
c email_finnish 1-5
c email_fr_multiline 1-5
c email_french_2 1-5
c email_french_dash_separator 1-5
c email_german 1-5
c email_german_2 1-5
c email_german_3 1-5 may 9
c email_german_outlook 1-5
c email_gmail_split_line_from 1-5
c email_ios_outlook 1-5
c email_ios_outlook_fr 1-5
c email_iphone 1
c email_italian 1-5
c email_msn 1-5
c email_multi_word_sent_from_my_mobile_device 1
c email_norwegian_gmail 1-5
c email_not_a_signature 1-13 may 15-16
c email_not_a_signature_2 1-8 may 10
c email_one_is_not_on 1-5
c email_original_message 1-5
c email_original_message_2 1-5
c email_outlook_split_line_from 1-5
c email_portuguese 1-5
c email_reply_header 1-11
c email_russian 1-5
c email_sent_from 1
c email_sent_from_my_not_signature 1-3
c email_thread 1
c email_tricky_1_on_false_positive 1-6
c email_tricky_2_url_with_wrote 1-5 may 7-8
c email_tricky_3_code_block 1-12
c email_tricky_4_from_in_body 1-5
c email_tricky_5_mixed_languages 1-5
c email_tricky_6_regards_in_sentence 1-7
c email_tricky_7_multiple_dashes 1-15
c email_tricky_8_sent_from_in_content 1-5
c email_tricky_9_nested_quotes 1
c email_tricky_10_special_chars_in_name 1-5
c email_tricky_11_double_signature 1 may 3-4
c email_tricky_12_no_space_after_header 1-5
c email_tricky_13_timestamp_variations 1-9
c email_tricky_14_long_quote_header 1-5
c email_tricky_15_original_message_variations 1-5
c email_tricky_16_unicode_signatures 1 may 3-4
c email_tricky_17_forward_header 1
c email_tricky_18_inline_reply 4 8 12
c email_tricky_19_quote_without_header 1 7 12
c email_tricky_20_html_entities 1-3
c email_unquoted_reply 1
c email_with_regards 1-5 may 7-10
c email_zoho 1-2
c sig_no_empty_line 1
g correct_sig 1
g email_1_1 1-5 may 7
g email_1_2 1 9-34
g email_1_3 1-3 may 5
g email_1_4 1
g email_1_5 1-15
g email_1_6 1 may 3
g email_1_7 1
g email_1_8 13 19
g email_2_1 1
g email_2_2 1
g email_2_3 1
g email_BlackBerry 1
g email_bullets 1-9
g email_iPhone 1
g email_long_quote 1-4 6-8 may 10
g email_multi_word_sent_from_my_mobile_device 1
g email_one_is_not_on 1-5
g email_sent_from_my_not_signature 1-3
g email_sig_delimiter_in_middle_of_line 1-5 may 7
g greedy_on 1-6
g pathological 1-2
w correct_sig 1
w email_1 1-5 may 7
w email_2 1 9-34
w email_2_1 1
w email_3 1-3 may 5
w email_4 1
w email_5 1-15
w email_6 1 may 3
w email_7 1-5
w email_8 1-5
w email_9 1-5
w email_10 1-5
w email_11 1-5
w email_12 1-5
w email_13 1-5
w email_14 1-5
w email_15 1-5 may 9-11
w email_16 1-5
w email_17 1-5
w email_18 1-5
w email_19 1 may 3
w email_20 1
w email_21 1-638
w email_22 1-5
w email_23 1-5
w email_23_1 1-7
w email_blackberry 1
w email_bullets 1-9
w email_custom_quote_header 1
w email_customer_quote_header_2 1
w email_customer_quote_header_3 1-3
w email_iphone 1
w email_issue_77 1-8
w email_ls-l 5-28 may 1-3
w email_multi_word_sent_from_my_mobile_device 1
w email_norwegian_gmail 1-5
w email_one_is_not_on 1-5
w email_sent_from_my_not_signature 1-3
w email_thread 1
w email_unquoted_reply 1
w email_w10_mail 1 may 2
w email_zimbra_free_en 1-7 may 9
w email_zimbra_free_fr 1-8 may 10
w sig_no_empty_line 1
"""

COLLECTIONS = {
    "c": "crisp-email-reply-parser",
    "g": "github-email_reply_parser",
    "w": "willdurand-EmailReplyParser",
}


@dataclass(frozen=True)
class Judgement:
    """What a reader found in one mail: numbers of lines from 1."""

    collection: str
    name: str
    must: frozenset[int]
    may: frozenset[int]

    def is_right(self, lines: list[str], kept: str) -> bool:
        """Whether `kept` holds, of the mail's `lines`, all that must be kept, and none that must go, in their order."""
        wanted = self.must | self.may
        left = [words for line in kept.splitlines() if (words := _folded(line))]
        for number, line in enumerate(lines, start=1):
            if number not in wanted or not (words := _folded(line)):
                continue
            if left and left[0] == words:
                left.pop(0)
            elif number in self.must:
                return False
        return not left


def _folded(line: str) -> str:
    return " ".join(line.split())


def _numbers(words: str) -> frozenset[int]:
    numbers: set[int] = set()
    for word in words.split():
        first, _, last = word.partition("-")
        numbers.update(range(int(first), int(last or first) + 1))
    return frozenset(numbers)


def judgements() -> list[Judgement]:
    """Every line of the table."""
    found = []
    for line in JUDGED.strip().splitlines():
        initial, name, lines = line.split(" ", 2)
        must, _, may = lines.partition("may")
        found.append(Judgement(COLLECTIONS[initial], name, _numbers(must), _numbers(may)))
    return found
