"""What an integrator may rely on, tried by a client that is written in Python against the contracts only.

Run by the Rust test `python`, which starts the platform and says where it is: `GATEWAY`, `ISSUERS`, and `HELD`, the
name of a draft of HMRC's that nobody gets to change as long as this runs, with the `REQUEST_ID` under which to try.
"""

import os
import unittest
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta, timezone

import grpc
from client import Caller, Refusal, breach_service_pb2_grpc, channel, new_id
from concordat.breaches.v1 import registering_pb2, vocabulary_pb2
from concordat.time.v1 import deadline_pb2

HANDLER, DPO, SIRO = (Caller("hmrc", role) for role in ("handler", "dpo", "siro"))
CASEWORKER, LEAD = Caller("ico", "case"), Caller("ico", "lead")
MOJ, MOJ_SYSTEM = Caller("moj", "dpo"), Caller("moj", "system")


def hours_from_now(hours):
    return datetime.now(timezone.utc) + timedelta(hours=hours)


def report(title):
    """All that the law asks for, of a breach that was noticed six hours ago."""
    return {
        "title": title,
        "detected_at": hours_from_now(-6),
        "detected_how": "A recipient sent one back.",
        "reporter_role": "Caseworker",
        "handling": {"classification": "CLASSIFICATION_OFFICIAL"},
        "facts": {
            "incident": {
                "description": "A batch of letters used old addresses.",
                "dimensions": ["BREACH_DIMENSION_CONFIDENTIALITY"],
            },
            "data": {
                "types": ["DATA_TYPE_BASIC_PERSONAL_IDENTIFIERS"],
                "records_approx": 120,
                "records_basis": "COUNT_BASIS_MAXIMUM",
            },
            "people": {
                "types": ["DATA_SUBJECT_TYPE_CUSTOMERS_OR_PROSPECTIVE_CUSTOMERS"],
                "affected_approx": 120,
                "affected_basis": "COUNT_BASIS_MAXIMUM",
                "likely_consequences": "Others learn that they wrote to us.",
            },
            "response": {"measures_taken": "The batch was stopped, and letters are asked back."},
            "contact": {"name_role": "Data protection officer", "email": "dpo@hmrc.example"},
        },
    }


def starts(caller, breach):
    return caller.calls("CreateBreach", parent=caller.parent, breach=breach, request_id=new_id()).breach


class Integrator(unittest.TestCase):
    maxDiff = None

    def refusal(self, caller, rpc, **fields):
        with self.assertRaises(grpc.RpcError) as caught:
            caller.calls(rpc, **fields)
        return Refusal.of(caught.exception)

    def assert_invalid(self, field, refusal):
        self.assertEqual(refusal.code, grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual((refusal.domain, refusal.reason), ("concordat", "FIELD_INVALID"))
        self.assertEqual(refusal.fields, (field,))

    def test_a_breach_goes_from_the_first_report_to_the_regulators_last_word(self):
        draft = starts(HANDLER, report("Letters sent to former addresses"))
        self.assertEqual(draft.affected_band, vocabulary_pb2.AFFECTED_BAND_FROM_100)
        logged = HANDLER.acts("LogBreach", draft).breach
        self.assertEqual(logged.state, vocabulary_pb2.BREACH_STATE_LOGGED)
        aware = hours_from_now(-5)
        confirmed = HANDLER.acts(
            "ConfirmBreach",
            logged,
            aware_at=aware,
            legal_regime="LEGAL_REGIME_UK_GDPR",
            incident_type="INCIDENT_TYPE_DATA_POSTED_OR_FAXED_TO_INCORRECT_RECIPIENT",
            incident_category="INCIDENT_CATEGORY_NON_CYBER",
        ).breach
        self.assertEqual(confirmed.state, vocabulary_pb2.BREACH_STATE_CONFIRMED)
        self.assertEqual(confirmed.deadline.due_at.ToDatetime(timezone.utc), aware + timedelta(hours=72))

        drafted = HANDLER.acts(
            "DraftAssessment",
            confirmed,
            risk_level="RISK_LEVEL_RISK",
            rationale="Strangers hold letters.",
            factors={
                "severity": "SEVERITY_LIMITED",
                "likelihood": "LIKELIHOOD_LIKELY",
                "threat_to_life": "ANSWER_NO",
            },
        ).breach
        advised = DPO.acts(
            "AdviseOnAssessment", drafted, risk_level="RISK_LEVEL_RISK", advice="Tell the regulator."
        ).breach
        decided = SIRO.acts(
            "DecideAssessment", advised, risk_level="RISK_LEVEL_RISK", rationale="As advised."
        ).breach
        self.assertEqual(decided.state, vocabulary_pb2.BREACH_STATE_ASSESSED)
        told = DPO.acts("NotifyRegulator", decided, notice={"channel": "NOTICE_CHANNEL_PLATFORM"})
        self.assertEqual(told.breach.state, vocabulary_pb2.BREACH_STATE_NOTIFIED_FULL)
        self.assertEqual(told.breach.deadline_state, deadline_pb2.DEADLINE_STATE_MET)

        theirs = f"{CASEWORKER.parent}/cases/{told.case.rsplit('/')[-1]}"
        submission = CASEWORKER.calls("GetSubmission", name=f"{theirs}/submissions/1").submission
        self.assertEqual(submission.content.title, "Letters sent to former addresses")
        self.assertEqual(submission.sealed, told.submission.sealed)
        received = CASEWORKER.calls("GetCase", name=theirs).case
        acknowledged = CASEWORKER.acts(
            "AcknowledgeCase", received, case_reference="IC-2026-0042", contact_role="Case officer"
        ).case
        asked = CASEWORKER.acts(
            "RequestInformation", acknowledged, questions=[{"text": "How many came back?"}], due=hours_from_now(72)
        ).case
        self.assertEqual(asked.state, vocabulary_pb2.CASE_STATE_INFO_REQUESTED)
        ours = DPO.calls("GetCase", name=told.case).case
        self.assertEqual(ours.acts[-1].information_request.questions, ["How many came back?"])
        DPO.acts("AnswerInformationRequest", ours, answers=[{"text": "Eighty of 120 so far."}])

        answered = LEAD.calls("GetCase", name=theirs).case
        self.assertEqual(answered.state, vocabulary_pb2.CASE_STATE_INFO_SUPPLIED)
        concluded = LEAD.acts(
            "IssueOutcome",
            answered,
            decision_taken="DECISION_TAKEN_NO_FURTHER_ACTION",
            letter="We will take no further action.",
            rationale_summary="The letters are coming back.",
        ).case
        closed = LEAD.acts("CloseCase", concluded, message="Thank you.").case
        self.assertEqual(closed.state, vocabulary_pb2.CASE_STATE_CLOSED)
        kinds = [vocabulary_pb2.CaseActKind.Name(act.kind).removeprefix("CASE_ACT_KIND_") for act in closed.acts]
        course = ["SUBMISSION", "ACKNOWLEDGEMENT", "INFORMATION_REQUEST", "ANSWER", "OUTCOME", "CLOSURE"]
        self.assertEqual(kinds, course)

        absent = self.refusal(MOJ, "GetBreach", name=f"{MOJ.parent}/breaches/{new_id()}")
        self.assertEqual(absent, Refusal(grpc.StatusCode.NOT_FOUND, "not found", "concordat", "NOT_FOUND", ()))
        self.assertEqual(self.refusal(MOJ, "GetBreach", name=draft.name), absent)
        self.assertEqual(self.refusal(MOJ, "GetCase", name=told.case), absent)

    def test_a_repeated_request_is_answered_again_and_not_done_again(self):
        title = f"Reported twice {new_id()}"
        once = {"parent": HANDLER.parent, "breach": report(title), "request_id": new_id()}
        draft = HANDLER.calls("CreateBreach", **once)
        self.assertEqual(HANDLER.calls("CreateBreach", **once), draft)
        log = {"name": draft.breach.name, "etag": draft.breach.etag, "request_id": new_id()}
        logged = HANDLER.calls("LogBreach", **log)
        self.assertEqual(HANDLER.calls("LogBreach", **log), logged, "though its etag is stale by now")

        other = once | {"breach": report(f"{title}, and otherwise")}
        self.assert_invalid("request_id", self.refusal(HANDLER, "CreateBreach", **other))
        listed = HANDLER.calls("ListBreaches", parent=HANDLER.parent, text=title).breaches
        self.assertEqual([breach.name for breach in listed], [draft.breach.name])
        again = self.refusal(HANDLER, "LogBreach", **log | {"request_id": new_id()})
        self.assertEqual((again.code, again.reason), (grpc.StatusCode.ABORTED, "ETAG_STALE"), "a new intention")

    def test_a_walk_shows_each_breach_once_while_another_is_created(self):
        there = [starts(MOJ_SYSTEM, report(f"Letter {number}")).name for number in range(5)]
        question = {"parent": MOJ_SYSTEM.parent, "page_size": 2}
        page = MOJ_SYSTEM.calls("ListBreaches", **question)
        first = page.next_page_token
        late = starts(MOJ_SYSTEM, report("A late one")).name
        pages = [[breach.name for breach in page.breaches]]
        while page.next_page_token:
            page = MOJ_SYSTEM.calls("ListBreaches", **question, page_token=page.next_page_token)
            pages.append([breach.name for breach in page.breaches])
        self.assertEqual([len(page) for page in pages], [2, 2, 1])
        self.assertEqual(sorted(name for page in pages for name in page), sorted(there))
        newest = MOJ_SYSTEM.calls("ListBreaches", **question).breaches[0]
        self.assertEqual(newest.name, late, "it comes before the page that was read first")

        for caller, other in ((MOJ_SYSTEM, question | {"text": "letter"}), (MOJ, question)):
            refusal = self.refusal(caller, "ListBreaches", **other, page_token=first)
            self.assert_invalid("page_token", refusal)

    def test_a_call_is_given_up_at_its_deadline_or_when_it_is_cancelled(self):
        held = HANDLER.calls("GetBreach", name=os.environ["HELD"]).breach
        log = {"name": held.name, "etag": held.etag, "request_id": os.environ["REQUEST_ID"]}
        with self.assertRaises(grpc.RpcError) as caught:
            HANDLER.sends("LogBreach", timeout=1, **log).result()
        self.assertEqual(caught.exception.code(), grpc.StatusCode.DEADLINE_EXCEEDED)
        call = HANDLER.sends("LogBreach", **log)
        self.assertTrue(call.cancel())
        self.assertEqual(call.code(), grpc.StatusCode.CANCELLED)
        self.assertEqual(HANDLER.calls("GetBreach", name=held.name).breach, held, "the channel serves on")

    def test_a_channel_with_the_service_config_sends_again_what_was_unavailable_with_its_request_id(self):
        seen = []

        class Restarting(breach_service_pb2_grpc.BreachServiceServicer):
            def LogBreach(self, request, context):
                seen.append(request.request_id)
                if len(seen) == 1:
                    context.abort(grpc.StatusCode.UNAVAILABLE, "not now")
                return registering_pb2.LogBreachResponse()

        server = grpc.server(ThreadPoolExecutor(1))
        breach_service_pb2_grpc.add_BreachServiceServicer_to_server(Restarting(), server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(lambda: server.stop(None).wait())
        with closing(channel(f"127.0.0.1:{port}")) as to_it:
            request = registering_pb2.LogBreachRequest(request_id=new_id())
            breach_service_pb2_grpc.BreachServiceStub(to_it).LogBreach(request)
        self.assertEqual(seen, [request.request_id] * 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
