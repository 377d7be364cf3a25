"""What the widget conversations API's document states, statement by statement, and its tests."""

from api.gate.tests.stated import Stated

_ASKED = "widgets.tests.test_conversations.test_"
_DELETED = "widgets.tests.test_deleting.test_"
_SHAPES = "widgets.tests.test_shapes.test_"
_HERE = "widgets.tests.test_statements.test_"
_IT_COMES_BACK = f"{_ASKED}what_came_in_this_shape_goes_out_as_it_came"
_ROUND_TRIP = f"{_SHAPES}every_conversation_survives_the_round_trip"
_OTHERS = f"{_ASKED}a_conversation_of_another_shape_is_told_in_this_one"
_STAGES = (
    f"{_ASKED}the_fields_say_while_they_are_still_being_filled "
    f"{_ASKED}a_criterion_that_is_not_judged_yet_is_waited_for"
)
_TRANSCRIPTS = f"{_ASKED}transcripts_come_in_three_forms"
_EVERY_ERROR = f"{_HERE}each_operation_tells_every_error_in_the_envelope"
_FILTERS = f"{_ASKED}the_list_is_narrowed_by_each_filter"
_BAD = f"{_ASKED}a_bad_parameter_is_named"

STATED = (
    Stated("the object's ids, times, length, page and price",
           "Conversation*.id Conversation*.widget_id Conversation*.*ed_at "
           "Conversation*.duration_seconds Conversation*.page_url Conversation*.credits_charged",
           f"{_IT_COMES_BACK} {_ROUND_TRIP} {_OTHERS}"),
    Stated("how it ended: completed, abandoned or error",
           "Conversation*.outcome Conversation*.outcome=*",
           f"{_FILTERS} {_ROUND_TRIP} {_SHAPES}outcomes_are_read_and_what_is_open_is_judged"),
    Stated("the visitor: country, region, browser", "Conversation*.visitor Visitor.*",
           f"{_IT_COMES_BACK} {_ROUND_TRIP} {_OTHERS}"),
    Stated("what was said: role, text, time", "ConversationRecord.transcript Said.*",
           f"{_IT_COMES_BACK} {_ROUND_TRIP} {_OTHERS}"),
    Stated("the tools' calls: name, arguments, result, time",
           "ConversationRecord.tool_calls ToolCall.*",
           f"{_IT_COMES_BACK} {_ROUND_TRIP} {_OTHERS}"),
    Stated("the list, one page after another",
           "GET_/api/v1/conversations_200 Conversations.* *?cursor",
           f"{_ASKED}the_pages_together_are_the_list_while_conversations_arrive "
           f"{_HERE}a_cursor_belongs_to_its_filters_and_its_key {_BAD}"),
    Stated("the list of one widget", "*?widget_id", f"{_FILTERS} {_BAD}"),
    Stated("since a time, that one too; until a time, without it", "*?since *?until",
           f"{_ASKED}since_is_inclusive_and_until_is_exclusive {_BAD} "
           f"{_ASKED}time_is_when_it_began_and_not_when_it_was_planned"),
    Stated("the list of one outcome", "*?outcome *?outcome=*", f"{_FILTERS} {_BAD}"),
    Stated("at most 200 a page, 50 unless told", "*?limit",
           f"{_ASKED}limits_are_50_and_up_to_200 {_BAD}"),
    Stated("one conversation, whole", "GET_/api/v1/conversations/{id}_200 *?id",
           f"{_IT_COMES_BACK} {_OTHERS}"),
    Stated("its transcript as plain text, as Markdown, as JSON by speaker",
           "GET_/api/v1/conversations/{id}/transcript_200 *?format *?format=*",
           f"{_TRANSCRIPTS} {_BAD}"),
    Stated("of every completed one: what was extracted",
           "ConversationRecord.extracted_data", f"{_IT_COMES_BACK} {_OTHERS}"),
    Stated("of every completed one: each criterion passed or failed, and why",
           "ConversationRecord.criteria_results Criterion.*", f"{_IT_COMES_BACK} {_OTHERS}"),
    Stated("just after the end these may still be coming",
           "ConversationRecord.extraction ConversationRecord.extraction=*", _STAGES),
    Stated("deletion takes what was said, called and extracted, for good",
           "DELETE_/api/v1/conversations/{id}_202 Erasing.* ErasureBegun.*",
           f"{_DELETED}what_was_said_goes_and_what_was_charged_stays"),
    Stated("deletion leaves the usage without its conversation", "",
           f"{_DELETED}what_was_said_goes_and_what_was_charged_stays"),
    Stated("webhooks tell of the end and of the criteria", "",
           "widgets.tests.test_webhooks.test_both_events_hold_the_object_without_what_was_said "
           "widgets.tests.test_webhooks.test_an_endpoint_asks_for_it_by_the_api"),
    Stated("ours: whoever waits for a deletion", "*?wait DELETE_/api/v1/conversations/{id}_204",
           f"{_DELETED}whoever_waits_is_told_once_it_is_done "
           f"{_DELETED}whoever_waits_in_vain_gets_the_job "
           f"{_DELETED}only_ones_own_and_only_with_the_scope"),
    Stated("ours: errors and their envelope",
           "ErrorAnswer.error Problem.* *_400 *_401 *_403 *_429 *_500 *_503",
           f"{_EVERY_ERROR} {_BAD}"),
    Stated("ours: nothing is there", "*_404",
           f"{_EVERY_ERROR} {_ASKED}anothers_and_the_other_modes_are_unknown "
           f"{_DELETED}only_ones_own_and_only_with_the_scope"),
    Stated("ours: a page of whole conversations", "*?whole",
           f"{_HERE}a_whole_one_is_what_its_own_address_tells"),
)  # fmt: skip
