"""Every kind of finding, declared once; the question that finds one names its kind, and everything else reads it.

A new one takes a declaration here, the question that finds it, and its words (``docs/architecture.md``).
"""

from mapper.finding import Finding, FindingKind

SEAT_VACANT = FindingKind("seat_vacant", "error", "seats", "communities", "assign")
SEAT_EXPIRED = FindingKind("seat_expired", "error", "seats", "communities", "assign")
SEAT_ON_LOAN = FindingKind("seat_on_loan", "error", "seats", "communities", "assign")
SEAT_SHARED = FindingKind("seat_shared", "warning", "shared", "communities")
SEAT_PART_TIME = FindingKind("seat_part_time", "warning", "shared", "communities")
SEAT_MULTIPLE = FindingKind("seat_multiple", "note", "shared", "communities")

DUTY_UNKNOWN_OFFICER = FindingKind("duty_unknown_officer", "warning", "roster", "duties", "records", gathered=True)
DUTY_UNKNOWN_UNIT = FindingKind("duty_unknown_unit", "warning", "roster", "duties", "records", gathered=True)
DUTY_TWICE = FindingKind("duty_twice", "warning", "roster", "duties", "records", gathered=True)
DUTY_WRONG_ROLE = FindingKind("duty_wrong_role", "warning", "roster", "duties")
ABSENCE_UNKNOWN_OFFICER = FindingKind("absence_unknown_officer", "warning", "roster", "absences", "records")
ABSENCE_REVERSED = FindingKind("absence_reversed", "warning", "roster", "absences", "records")
ABSENCE_TWICE = FindingKind("absence_twice", "note", "roster", "absences", "records")
POSTING_UNKNOWN_OFFICER = FindingKind("posting_unknown_officer", "warning", "roster", "postings", "records")
POSTING_REVERSED = FindingKind("posting_reversed", "warning", "roster", "postings", "records")
POSTING_TWICE = FindingKind("posting_twice", "warning", "roster", "postings", "records")

VILLAGE_WITHOUT_OFFICER = FindingKind("village_without_officer", "warning", "beats", "communities")
BEAT_TOO_LARGE = FindingKind("beat_too_large", "note", "beats", "officers")

UNIT_INVALID = FindingKind("unit_invalid", "error", "land", "communities", "borders")
UNIT_GAP = FindingKind("unit_gap", "error", "land", "communities", "borders", land="gap")
UNIT_OVERLAP = FindingKind("unit_overlap", "error", "land", "communities", "borders", land="overlap")
UNIT_SLIVER = FindingKind("unit_sliver", "warning", "land", None, "borders", gathered=True, land="sliver")
BORDER_NEAR = FindingKind("border_near", "warning", "land", "communities", "borders", gathered=True)
UNIT_OUTSIDE_STATION = FindingKind("unit_outside_station", "warning", "land", "communities", land="overlap")
STATION_UNCOVERED = FindingKind("station_uncovered", "warning", "land", None, "borders", land="gap")
STATION_OVERLAP = FindingKind("station_overlap", "warning", "land", "stations", land="overlap")
UNIT_MULTIPART = FindingKind("unit_multipart", "note", "land", "communities")
UNIT_NO_OUTLINE = FindingKind("unit_no_outline", "warning", "land", "communities", "unit")
UNIT_STATION_UNKNOWN = FindingKind("unit_station_unknown", "warning", "land", "communities", "records", gathered=True)
UNIT_KIND_OTHER = FindingKind("unit_kind_other", "note", "land", "communities", "records", gathered=True)
UNIT_NAME_TWICE = FindingKind("unit_name_twice", "note", "land", "communities", "unit")

OFFICER_OVERLOADED = FindingKind("officer_overloaded", "warning", "load", "officers", "unit")
FOCUS_MINUTES_EXCEEDED = FindingKind("focus_minutes_exceeded", "warning", "focus", "officers", "focus")
FOCUS_DOUBLE_BOOKED = FindingKind("focus_double_booked", "warning", "focus", "officers", "focus")
FOCUS_OFFICER_AWAY = FindingKind("focus_officer_away", "warning", "focus", "officers", "focus")
FOCUS_OFFICER_UNKNOWN = FindingKind("focus_officer_unknown", "warning", "focus", "focus_areas", "focus")
FOCUS_WITHOUT_END = FindingKind("focus_without_end", "error", "focus", "focus_areas", "focus")
FOCUS_DATES_REVERSED = FindingKind("focus_dates_reversed", "warning", "focus", "focus_areas", "focus")
FOCUS_VISIT_IMPOSSIBLE = FindingKind("focus_visit_impossible", "warning", "focus", "focus_visits", gathered=True)

HAZARD_OVERDUE = FindingKind("hazard_overdue", "error", "hazards", "hazards", "incidents", gathered=True)
HAZARD_OWNERLESS = FindingKind("hazard_ownerless", "warning", "hazards", "hazards", "incidents", gathered=True)
HAZARD_LATE = FindingKind("hazard_late", "warning", "hazards", "hazards", "incidents", gathered=True)
HAZARD_CLOSED_BEFORE_REPORTED = FindingKind("hazard_closed_before_reported", "warning", "hazards", "hazards", "records")
DISPUTE_MISROUTED = FindingKind("dispute_misrouted", "warning", "disputes", "disputes", "incidents", gathered=True)
DISPUTE_LATE = FindingKind("dispute_late", "warning", "disputes", "disputes", "incidents", gathered=True)
DISPUTE_NOT_CALLED_BACK = FindingKind("dispute_not_called_back", "note", "disputes", "disputes", gathered=True)
DISPUTE_TURNED_BEFORE_RECEIVED = FindingKind("dispute_turned_before_received", "warning", "disputes", "disputes")
DATE_BACKWARDS = FindingKind("date_backwards", "warning", "dates", None, "records", gathered=True)
DATE_IN_FUTURE = FindingKind("date_in_future", "warning", "dates", None, "records", gathered=True)
HANDOVER_UNRECEIVED = FindingKind("handover_unreceived", "warning", "handovers", "handovers", gathered=True)
HANDOVER_UNANSWERED = FindingKind("handover_unanswered", "warning", "handovers", "handovers", gathered=True)
HANDOVER_BACKWARDS = FindingKind("handover_backwards", "warning", "handovers", "handovers", gathered=True)
HANDOVER_UNKNOWN = FindingKind("handover_unknown", "warning", "handovers", "handovers", gathered=True)
DIVERSION_IMPOSSIBLE = FindingKind("diversion_impossible", "warning", "diversion", "diversions", gathered=True)
DIVERSION_TWICE = FindingKind("diversion_twice", "warning", "diversion", "diversions", gathered=True)
INCIDENT_RETURNED = FindingKind("incident_returned", "warning", "handovers", gathered=True)
CASE_NOT_FOR_STATION = FindingKind("case_not_for_station", "warning", "cases", "cases", gathered=True)

POINT_OUTSIDE = FindingKind("point_outside", "warning", "points", None, "records", gathered=True)
POINT_OVERLAP = FindingKind("point_overlap", "warning", "points", gathered=True)
POINT_BOUNDARY = FindingKind("point_boundary", "warning", "points", gathered=True)
POINT_NO_COORDINATES = FindingKind("point_no_coordinates", "warning", "points", None, "records", gathered=True)
POINT_WRONG_UNIT = FindingKind("point_wrong_unit", "note", "points", None, "records", gathered=True)

PLACE_INSPECTION_OVERDUE = FindingKind("place_inspection_overdue", "warning", "work", "places", gathered=True)
PLACE_NEVER_INSPECTED = FindingKind("place_never_inspected", "note", "work", "places", gathered=True)
LIAISON_MISSING = FindingKind("liaison_missing", "warning", "work", "stations")
LIAISON_VISIT_DUE = FindingKind("liaison_visit_due", "warning", "work", "stations")
RECTIFICATION_OVERDUE = FindingKind("rectification_overdue", "warning", "work", "liaison", gathered=True)
AREA_REVIEW_OVERDUE = FindingKind("area_review_overdue", "warning", "work", "rectification_areas")
WORK_NOWHERE = FindingKind("work_nowhere", "warning", "work", gathered=True)
WORK_IMPOSSIBLE = FindingKind("work_impossible", "warning", "work", gathered=True)
SEAT_EMPTY_SOON = FindingKind("seat_empty_soon", "warning", "coming", "communities", "assign")
ABSENCE_COMING = FindingKind("absence_coming", "note", "coming", "absences", "officer")
DUTY_ENDS_SOON = FindingKind("duty_ends_soon", "note", "coming", "duties", "go_on")
FOCUS_EXPIRES_SOON = FindingKind("focus_expires_soon", "note", "coming", "focus_areas", "focus")
CELL_SET_ASIDE = FindingKind("cell_set_aside", "error", "file", gathered=True)
TEXT_PERSONAL = FindingKind("text_personal", "error", "file", None, "records", gathered=True)

FINDING_KINDS = (
    SEAT_VACANT, SEAT_EXPIRED, SEAT_ON_LOAN, SEAT_SHARED, SEAT_PART_TIME, SEAT_MULTIPLE,
    DUTY_UNKNOWN_OFFICER, DUTY_UNKNOWN_UNIT, DUTY_TWICE, DUTY_WRONG_ROLE,
    ABSENCE_UNKNOWN_OFFICER, ABSENCE_REVERSED, ABSENCE_TWICE,
    POSTING_UNKNOWN_OFFICER, POSTING_REVERSED, POSTING_TWICE,
    VILLAGE_WITHOUT_OFFICER, BEAT_TOO_LARGE,
    UNIT_INVALID, UNIT_GAP, UNIT_OVERLAP, UNIT_SLIVER, BORDER_NEAR, UNIT_OUTSIDE_STATION, STATION_UNCOVERED,
    STATION_OVERLAP,
    UNIT_MULTIPART, UNIT_NO_OUTLINE, UNIT_STATION_UNKNOWN, UNIT_KIND_OTHER, UNIT_NAME_TWICE,
    OFFICER_OVERLOADED, FOCUS_MINUTES_EXCEEDED, FOCUS_DOUBLE_BOOKED, FOCUS_OFFICER_AWAY, FOCUS_OFFICER_UNKNOWN,
    FOCUS_WITHOUT_END, FOCUS_DATES_REVERSED, FOCUS_VISIT_IMPOSSIBLE,
    HAZARD_OVERDUE, HAZARD_OWNERLESS, HAZARD_LATE, HAZARD_CLOSED_BEFORE_REPORTED, DISPUTE_MISROUTED, DISPUTE_LATE,
    DISPUTE_NOT_CALLED_BACK, DISPUTE_TURNED_BEFORE_RECEIVED,
    DATE_BACKWARDS, DATE_IN_FUTURE,
    HANDOVER_UNRECEIVED, HANDOVER_UNANSWERED, HANDOVER_BACKWARDS, HANDOVER_UNKNOWN, INCIDENT_RETURNED,
    DIVERSION_IMPOSSIBLE, DIVERSION_TWICE, CASE_NOT_FOR_STATION,
    POINT_OUTSIDE, POINT_OVERLAP, POINT_BOUNDARY, POINT_NO_COORDINATES, POINT_WRONG_UNIT,
    PLACE_INSPECTION_OVERDUE, PLACE_NEVER_INSPECTED, LIAISON_MISSING, LIAISON_VISIT_DUE, RECTIFICATION_OVERDUE,
    AREA_REVIEW_OVERDUE, WORK_NOWHERE, WORK_IMPOSSIBLE,
    SEAT_EMPTY_SOON, ABSENCE_COMING, DUTY_ENDS_SOON, FOCUS_EXPIRES_SOON,
    CELL_SET_ASIDE, TEXT_PERSONAL,
)  # fmt: skip
_BY_CODE = {kind.code: kind for kind in FINDING_KINDS}


def kind_if_wider(finding: Finding) -> FindingKind:
    """The finding's kind; of a sliver, what it would be if it were wider (its value ``of``)."""
    return _BY_CODE[finding.values.get("of", finding.code)]
