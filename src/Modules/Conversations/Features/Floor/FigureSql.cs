namespace FirstWindow.Conversations.Features.Floor;

/// <summary>
/// The statements behind the figures, the same for both engines: each reads one span of time through an index, however
/// much lies before it. They read tables of several modules, and only read.
/// </summary>
internal static class FigureSql
{
    /// <summary>Who asked for a person in the span, by first queue: asked, in time, late, abandoned.</summary>
    /// <remarks>Who left a message is owed an answer by the calendar and is not judged by seconds. Each fact of a
    /// contact is looked up once, hence MATERIALIZED; the journal by its subject, hence something added to the
    /// act.</remarks>
    public const string Asked = """
        WITH asked AS MATERIALIZED (
            SELECT c.waiting_since AS asked_at,
                (SELECT MIN(a.accepted_at) FROM assignment a WHERE a.conversation = c.id) AS accepted_at,
                COALESCE(
                    (SELECT a.queue FROM assignment a WHERE a.conversation = c.id ORDER BY a.offered_at LIMIT 1),
                    (SELECT w.queue FROM waiting w WHERE w.conversation = c.id), 'general') AS queue,
                CASE c.state WHEN 'Closed' THEN c.closed_at WHEN 'Assistant' THEN COALESCE(
                    (SELECT MAX(j.at) FROM journal_entry j
                        WHERE j.subject = c.id AND j.act || '' = 'conversation.queue-left'), c.waiting_since) END AS gone_at,
                EXISTS (SELECT 1 FROM promise p WHERE p.about = c.id AND p.kind = 'message') AS has_left_message
            FROM conversation c WHERE c.waiting_since >= @from AND c.waiting_since < @to),
        judged AS MATERIALIZED (
            SELECT queue, CASE
                WHEN has_left_message THEN 'message'
                WHEN accepted_at <= asked_at + @target THEN 'in-time'
                WHEN accepted_at IS NOT NULL THEN 'late'
                WHEN gone_at <= asked_at + @moment THEN 'moment'
                WHEN gone_at IS NOT NULL THEN 'abandoned'
                WHEN @now > asked_at + @target THEN 'late'
                ELSE 'open' END AS fate
            FROM asked)
        SELECT queue, COUNT(*), SUM(CASE WHEN fate = 'in-time' THEN 1 ELSE 0 END),
            SUM(CASE WHEN fate IN ('late', 'abandoned') THEN 1 ELSE 0 END),
            SUM(CASE WHEN fate = 'abandoned' THEN 1 ELSE 0 END)
        FROM judged GROUP BY queue
        """;

    /// <summary>Handlings that ended in the span, by agent and queue: how many, and how long they took.</summary>
    public const string Handled = """
        SELECT staff, queue, COUNT(*), SUM(ended_at - accepted_at) FROM assignment
        WHERE ended_at >= @from AND ended_at < @to AND accepted_at IS NOT NULL GROUP BY staff, queue
        """;

    /// <summary>Time available or with contacts (present), and of it that with contacts (busy), by agent: overlapping
    /// times count once.</summary>
    /// <remarks>The plus keeps the planner from reading all that was accepted before the end of the span.</remarks>
    public const string Present = """
        WITH raw AS (
            SELECT staff, 1 AS is_busy, accepted_at AS since, COALESCE(ended_at, @now) AS until FROM assignment
                WHERE ended_at >= @from AND +accepted_at < @to
            UNION ALL SELECT staff, 1, accepted_at, @now FROM assignment
                WHERE staff IN (SELECT id FROM staff) AND ended_at IS NULL AND +accepted_at < @to
            UNION ALL SELECT staff, 0, since, until FROM presence_span WHERE until > @from AND since < @to
            UNION ALL SELECT staff, 0, since, CASE WHEN seen_at + @lease < @now THEN seen_at + @lease ELSE @now END
                FROM presence WHERE state = 'Available' AND since < @to),
        cut AS (
            SELECT staff, is_busy, CASE WHEN since < @from THEN @from ELSE since END AS since,
                CASE WHEN until > @to THEN @to ELSE until END AS until FROM raw),
        ordered AS (
            SELECT staff, is_busy, since, until, MAX(until) OVER earlier AS covered,
                MAX(CASE WHEN is_busy = 1 THEN until END) OVER earlier AS busy_covered
            FROM cut WHERE until > since WINDOW earlier AS (PARTITION BY staff ORDER BY since, until
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))
        SELECT staff, SUM(CASE WHEN covered >= until THEN 0 WHEN covered > since THEN until - covered
                ELSE until - since END),
            SUM(CASE WHEN is_busy = 0 OR busy_covered >= until THEN 0 WHEN busy_covered > since THEN until - busy_covered
                ELSE until - since END)
        FROM ordered GROUP BY staff
        """;

    /// <summary>Contacts closed in the span by a person's record, by agent, with their ratings.</summary>
    public const string Closed = """
        SELECT staff, COUNT(*), SUM(CASE WHEN outcome = 'resolved' THEN 1 ELSE 0 END),
            SUM(CASE WHEN outcome = 'complaint' THEN 1 ELSE 0 END), COUNT(score), SUM(score),
            SUM(CASE WHEN score >= 4 THEN 1 ELSE 0 END)
        FROM wrap_up WHERE at >= @from AND at < @to AND staff IS NOT NULL GROUP BY staff
        """;

    /// <summary>Resolved contacts of known customers, by agent, and those without another of the same category within
    /// seven days.</summary>
    /// <remarks>Something is added to the outcome, or all that were ever resolved would be read.</remarks>
    public const string Judged = """
        SELECT w.staff, COUNT(*), SUM(CASE WHEN EXISTS (
            SELECT 1 FROM conversation n JOIN wrap_up nw ON nw.conversation = n.id
            WHERE n.customer = c.customer AND n.created_at > w.at AND n.created_at <= w.at + @week
                AND nw.category = w.category) THEN 0 ELSE 1 END)
        FROM wrap_up w JOIN conversation c ON c.id = w.conversation
        WHERE w.at >= @from AND w.at < @to AND w.outcome || '' = 'resolved' AND w.staff IS NOT NULL
            AND c.customer IS NOT NULL GROUP BY w.staff
        """;

    /// <summary>Replies that a rule stopped, by agent.</summary>
    public const string Stopped = """
        SELECT actor, COUNT(*) FROM journal_entry
        WHERE act = 'refused' AND at >= @from AND at < @to AND detail = @code AND actor IS NOT NULL GROUP BY actor
        """;

    /// <summary>Who waits now, by queue: how many, and since when the first.</summary>
    public const string Waiting = "SELECT queue, COUNT(*), MIN(arrived_at) FROM waiting GROUP BY queue";
}
