"""What the backend conversations API's document states, statement by statement, and its tests."""

from api.gate.tests.stated import Stated

_ASKED = "backend.tests.test_conversations.test_"
_PAGES = "backend.tests.test_pages.test_"
_SHAPES = "backend.tests.test_shapes.test_"
_HERE = "backend.tests.test_statements.test_"
_IT_COMES_BACK = f"{_ASKED}what_came_in_this_shape_goes_out_as_it_came"
_ROUND_TRIP = f"{_SHAPES}every_conversation_survives_the_round_trip"
_DERIVED = f"{_ASKED}a_conversation_of_another_shape_has_values_that_stay_and_find_it"
_EVERY_ERROR = f"{_HERE}each_operation_tells_every_error_in_the_envelope"

STATED = (
    Stated("a key of the server's, as a bearer; live or test", "*_401",
           f"{_EVERY_ERROR} {_ASKED}anothers_and_the_other_modes_are_unknown "
           "gate.tests.test_entrance.test_without_a_good_key_nobody_is_let_in"),
    Stated("the list: items under data, the page beside them",
           "GET_/v1/backend/conversations_200 Conversations.* Pagination.*",
           f"{_IT_COMES_BACK} {_PAGES}paging_goes_both_ways_while_conversations_arrive"),
    Stated("the list by each of five statuses, and no other",
           "*?status *?status=* Conversation*.status Conversation*.status=*",
           f"{_ASKED}each_status_is_told_and_found_by_its_word {_ASKED}a_bad_parameter_is_named "
           f"{_ASKED}the_abandoned_and_the_failed_are_one_list"),
    Stated("the list by agent, a UUID", "*?agent_id",
           f"{_ASKED}the_list_is_narrowed_by_the_agent {_ASKED}a_bad_parameter_is_named"),
    Stated("from 1 to 100 a page, 20 unless told", "*?limit",
           f"{_ASKED}limits_are_20_and_up_to_100 {_ASKED}a_bad_parameter_is_named"),
    Stated("onwards after a cursor, back before one", "*?after *?before",
           f"{_PAGES}paging_goes_both_ways_while_conversations_arrive "
           f"{_PAGES}nothing_newer_is_an_empty_page "
           f"{_PAGES}a_cursor_of_other_filters_or_another_key_is_refused"),
    Stated("a conversation's id is a UUID", "*?id Conversation*.id",
           f"{_DERIVED} {_ASKED}every_error_is_told_in_the_documents_envelope"),
    Stated("a code, an agent, two times, a count of turns",
           "Conversation*.connection_code Conversation*.agent_id Conversation*.*ed_at "
           "Conversation*.turn_count",
           f"{_IT_COMES_BACK} {_ROUND_TRIP} {_DERIVED}"),
    Stated("the participant's profile, seven fields",
           "Conversation*.participant_profile ParticipantProfile.*",
           f"{_IT_COMES_BACK} {_ROUND_TRIP} {_DERIVED} {_ASKED}nobody_is_no_profile"),
    Stated("one conversation: the same with the session's properties and the way it took",
           "GET_/v1/backend/conversations/{id}_200 OneConversation.data "
           "ConversationRecord.session_properties ConversationRecord.path_taken",
           f"{_IT_COMES_BACK} {_ROUND_TRIP} {_HERE}values_may_be_null_as_the_document_prints_them"),
    Stated("a transcript: the conversation's id and messages of five fields each",
           "GET_/v1/backend/conversations/{id}/transcript_200 OneTranscript.data Transcript.* "
           "Message.*",
           f"{_IT_COMES_BACK} {_ROUND_TRIP} {_DERIVED}"),
    Stated("an error is a code and a message", "BriefErrorAnswer.error ProblemInBrief.*",
           f"{_ASKED}every_error_is_told_in_the_documents_envelope {_EVERY_ERROR}"),
    Stated("nothing is there", "*_404",
           f"{_EVERY_ERROR} {_ASKED}anothers_and_the_other_modes_are_unknown"),
    Stated("ours: what is asked wrongly, not allowed, too often, or fails here",
           "*_400 *_403 *_429 *_500 *_503", f"{_EVERY_ERROR} {_ASKED}a_bad_parameter_is_named"),
    Stated("ours: a page of whole conversations", "*?whole",
           "backend.tests.test_statements.test_a_whole_one_is_both_answers_together"),
)  # fmt: skip
