using FirstWindow.Platform;
using FirstWindow.Platform.Access;
using FirstWindow.Platform.Journal;
using FirstWindow.Platform.Policies;
using FirstWindow.Platform.Promises;

namespace FirstWindow.Conversations.Domain;

internal static class ConversationPermissions
{
    /// <summary>See and serve the contacts one has been given.</summary>
    public static readonly Permission Serve = new("conversation.serve", Role.Agent, Role.Expert, Role.Supervisor) { OpensCustomers = true };

    /// <summary>Open the files of a contact: one's own, or those one may inspect.</summary>
    public static readonly Permission SeeFiles = new(
        "conversation.see-files", Role.Agent, Role.Expert, Role.Supervisor, Role.Quality, Role.DutyLead)
    { OpensCustomers = true };

    /// <summary>Look into contacts of others: a supervisor into those of the own team.</summary>
    public static readonly Permission Inspect = new(
        "conversation.inspect", Role.Supervisor, Role.Quality, Role.DutyLead)
    {
        OpensCustomers = true,
    };
}

internal static class CompanyPermissions
{
    /// <summary>Listen to a contact while it runs, whisper to the colleague who serves it, take it over.</summary>
    public static readonly Permission Listen = new("conversation.listen", Role.Supervisor) { OpensCustomers = true };

    /// <summary>Read where colleagues named one in their notes.</summary>
    public static readonly Permission ReadMentions = new("mention.read", Enum.GetValues<Role>())
    {
        OpensCustomers = true,
    };

    /// <summary>See to what running contacts alert to.</summary>
    public static readonly Permission SeeToAlerts = new("alert.settle", Role.Supervisor, Role.DutyLead)
    {
        OpensCustomers = true,
    };
}

internal static class CompanyActs
{
    public static readonly Act Listened = new("contact.listened-to", "A4.3.1a", "A4.3.3a");
    public static readonly Act Whispered = new("contact.whispered");
    public static readonly Act TakenOver = new("contact.taken-over", "A2.3.3c");
    public static readonly Act DraftTaken = new("draft.taken");
    public static readonly Act Mentioned = new("staff.mentioned");
    public static readonly Act NoteWarned = new("note.warned", "C6.4.2");
}

internal static class ConversationActs
{
    public static readonly Act Opened = new("conversation.opened", "A1.2.1");

    /// <summary>The category of the record is the one recognised in the customer's words, or another.</summary>
    public static readonly Act CategoryAgrees = new("contact.category-agrees", "B2.0.1");
    public static readonly Act CategoryDiffers = new("contact.category-differs", "B2.0.1");
    public static readonly Act FilesPurged = new("conversation.files-purged", "A4.4.3");
    public static readonly Act PersonAsked = new("conversation.person-asked", "C2.2.3");
    public static readonly Act Answered = new("concierge.answered", "B3.3.1b", "B3.3.1c");
    /// <summary>A step's point was confirmed; or the customer would have gone on without.</summary>
    public static readonly Act StepConfirmed = new("concierge.step-confirmed", "A3.2.3b");
    public static readonly Act StepHeld = new("concierge.step-held", "A3.2.3b");
    public static readonly Act StepsTold = new("concierge.steps-told", "A3.3.3b");
    public static readonly Act ToldBack = new("concierge.told-back", "B4.2.3c");

    /// <summary>Signs of a fraud: guiding stopped, the warning was said and a person called.</summary>
    public static readonly Act FraudStopped = new("concierge.fraud-stopped", "B4.1.3a", "B4.1.3b");
    public static readonly Act Unanswered = new("concierge.unanswered", "B3.3.1b");
    public static readonly Act HandedOver = new("concierge.handed-over", "B3.3.1b", "C2.2.3");
    public static readonly Act Accepted = new("contact.accepted", "A3.1.1b");
    public static readonly Act Transferred = new("contact.transferred");
    public static readonly Act WrappedUp = new(
        "contact.wrapped-up", "A3.1.2a", "A3.1.2b", "A3.1.3b", "A3.4.1", "A1.3.1", "B3.3.1d");
    public static readonly Act NoticePublished = new("notice.published", "A4.1.2b");
    public static readonly Act HelpAsked = new("conversation.help-asked", "B4.2.2b");
    public static readonly Act QueueLeft = new("conversation.queue-left");
    public static readonly Act MessageLeft = new("conversation.message-left", "A3.2.2b");
    public static readonly Act OffHours = new("person.off-hours");
    public static readonly Act Ended = new("conversation.ended-by-customer");
    public static readonly Act Rated = new("contact.rated", "C7.3.3", "B0.0.1");
    public static readonly Act Looked = new("conversation.looked-at", "A4.3.1a", "A4.3.3a");

    /// <summary>A reply was sent in spite of a warning, or of advice; the entry names the clause.</summary>
    public static readonly Act WarningOverridden = new("reply.warning-overridden");
    public static readonly Act AdviceLeft = new("reply.advice-left");
    public static readonly Act ToneOverridden = new("reply.tone-overridden", "C4.2.3");
    public static readonly Act Held = new("contact.held", "A2.2.5b");
    public static readonly Act Resumed = new("contact.resumed", "A2.2.5b");
    public static readonly Act Noted = new("contact.noted");
    public static readonly Act WordingUsed = new("wording.used", "A3.2.1", "B3.3.1a");
    public static readonly Act WordingLeft = new("wording.left", "B3.3.1a");
    public static readonly Act BackgroundGiven = new("conversation.background-given", "A3.2.2a");
    public static readonly Act DeviceCodeMade = new("conversation.device-code-made");
    public static readonly Act Continued = new("conversation.continued", "A4.4.1");
    public static readonly Act FileSent = new("message.file-sent");
    public static readonly Act SecretHidden = new("message.secret-hidden", "C4.2.4");

    /// <summary>Recent messages were read, and shown masked, to weigh a change of a language pack.</summary>
    public static readonly Act TextsLent = new("conversation.texts-lent");
}

/// <summary>What other systems of the bank may be told of.</summary>
internal static class ConversationEvents
{
    public static readonly OutsideKind Opened = new("conversation.opened", ConversationActs.Opened);
    public static readonly OutsideKind PersonAsked = new("conversation.person-asked", ConversationActs.PersonAsked);
    public static readonly OutsideKind MessageLeft = new("conversation.message-left", ConversationActs.MessageLeft);
    public static readonly OutsideKind Accepted = new("contact.accepted", ConversationActs.Accepted);
    public static readonly OutsideKind Closed = new(
        "contact.closed", ConversationActs.WrappedUp, "category", "outcome");
    public static readonly OutsideKind Rated = new("contact.rated", ConversationActs.Rated, "score");

    /// <summary>The assistant hands over what sounds like a complaint.</summary>
    public static readonly OutsideKind Complaint = new("contact.complaint", ConversationActs.HandedOver, "why")
    { OnlyWith = "class=complaint" };
}

internal static class ChatPolicies
{
    private const string Service = "FirstWindow 默认值(参考 GB/T 35780.1-2017、YD/T 2823-2015)";

    public static readonly Policy AssistantReply = new("chat.assistant-reply", 5, "秒", 1, 60, Service, "自动答复应在多久内给出",
        "Time within which the assistant answers");
    public static readonly Policy FirstReply = new("chat.first-reply", 30, "秒", 5, 600, Service, "客户要求人工后,多久内须有人答复",
        "Time within which a person answers once a customer has asked for one");
    public static readonly Policy NextReply = new("chat.next-reply", 60, "秒", 5, 600, Service, "人工服务中,客户每次发言后多久内须答复",
        "Time within which a person answers each further message");
    public static readonly Policy MessageAnswer = new(
        "chat.message-answer", 1, "个工作日", 0, 10, Service, "客户留言最迟在几个工作日内答复（当日不计）",
        "Working days within which a message left by a customer is answered, not counting the first");
    public static readonly Policy ElderAge = new(
        "chat.elder-age", 60, "岁", 50, 70, "中国银保监会2021年关于银行保险机构切实解决老年人运用智能技术困难的通知；起点年龄为 FirstWindow 默认值",
        "多少岁起人工优先、一次只说一步",
        "From what age a person serves first, one step at a time");
    public static readonly Policy HoldLongest = new("chat.hold-longest", 5, "分钟", 1, 10, Service, "请客户稍等，一次最长多久",
        "Longest time a customer is asked to wait at once");
    public static readonly Policy StepsOffered = new(
        "chat.steps-offered", 4, "步", 2, 20, Service, "办理步骤不少于几步时，可以一步一步地说",
        "From how many steps on an answer is offered step by step");
    public static readonly Policy FraudSure = new(
        "chat.fraud-sure", 70, "%", 50, 95, Service, "客户的话有多像诈骗时，智能客服直接转人工",
        "How much a customer's words sound of fraud when the assistant hands over to a person");
    public static readonly Policy AngerSure = new(
        "chat.anger-sure", 70, "%", 50, 95, Service, "客户的愤怒多明显时，智能客服直接转人工",
        "How plain a customer's anger is when the assistant hands over to a person");
    public static readonly Policy DeviceCodeMinutes = new(
        "chat.device-code-minutes", 10, "分钟", 1, 30, Service, "换设备接续码多少分钟内有效",
        "How long a code for going on with another device holds");
    public static readonly Policy CodeTriesPerMinute = new(
        "limit.code-tries", 5, "次/分钟", 1, 60, "FirstWindow 默认值", "一个网络地址每分钟最多试几次接续码",
        "Most tries of a code for another device from one network address");
    public static readonly Policy FileMegabytes = new(
        "chat.file-megabytes", 5, "MB", 1, 10, Service, "一个附件最大多少兆字节",
        "Largest size of an attachment");
    public static readonly Policy FilesMost = new(
        "chat.files-most", 10, "个", 1, 50, Service, "一个会话最多多少个附件",
        "Most attachments in a conversation");
    public static readonly Policy MessagesPerSecond = new(
        "limit.conversation-messages", 10, "条/秒", 1, 1_000_000, "FirstWindow 默认值", "一个会话每秒最多发送的消息",
        "Most messages in one conversation");
    public static readonly Policy MessagesBurst = new(
        "limit.conversation-burst", 50, "条", 1, 1_000_000, "FirstWindow 默认值", "一个会话一次最多连发的消息",
        "Most messages in a row in one conversation");
    public static readonly Policy AddressPerSecond = new(
        "limit.address-requests", 1_000, "次/秒", 10, 10_000_000, "FirstWindow 默认值", "一个网络地址每秒最多的请求",
        "Most requests from one network address");
}

internal static class ChatPromises
{
    /// <summary>A message was left; its answer is read when the customer comes back.</summary>
    public static readonly PromiseKind Message = new("message", [50, 80], Role.Supervisor, Role.DutyLead);

    /// <summary>The customer has spoken and is owed an answer.</summary>
    public static readonly PromiseKind Reply = new("reply", [50, 80], Role.Supervisor, Role.DutyLead);

    /// <summary>The customer was asked to wait, and told for how long.</summary>
    public static readonly PromiseKind Hold = new("hold", [80], Role.Supervisor, Role.DutyLead);
}

internal static class ConversationErrors
{
    public static readonly Error BadRecordField = new(
        ErrorKind.Invalid, "record.field", "A record has no such field, or it was sent twice.");

    public static readonly Error BadCallback = new(ErrorKind.Invalid, "conversation.callback",
        "Leave a number of 5 to 20 digits, or one mail address.");

    public static readonly Error NotFound = new(
        ErrorKind.NotFound, "conversation.not-found", "There is no such conversation.");
    public static readonly Error Closed = new(
        ErrorKind.Conflict, "conversation.closed", "This conversation is over; please open a new one.");

    public static readonly Error OtherText =
        new(ErrorKind.Conflict, "message.other-text", "A message with this id but another text was received before.");

    /// <summary>Writing over what the customer is saying is to interrupt.</summary>
    public static readonly Error Behind = new(ErrorKind.Conflict, "conversation.behind",
        "The customer has written meanwhile; read it before you send.", "A2.3.2b");

    /// <summary>The same, of a customer who complains: there, nobody is interrupted even once.</summary>
    public static readonly Error BehindGrievance = Behind with { Clause = "C5.2.1" };

    public static readonly Error AnsweredMeanwhile = new(
        ErrorKind.Conflict, "conversation.behind", "A colleague has answered meanwhile; read it before you send.");

    public static readonly Error BlankText = new(ErrorKind.Invalid, "message.blank", "The message has no text.");
    public static readonly Error TooLong = new(
        ErrorKind.Invalid, "message.too-long", "A message has at most 4000 characters.");
    public static readonly Error BadText = new(
        ErrorKind.Invalid, "message.not-text", "The message holds characters that are not text.");
    public static readonly Error NoId = new(
        ErrorKind.Invalid, "message.no-id", "The message needs an id: a UUID chosen by the caller.");
    public static readonly Error BadLocale = new(
        ErrorKind.Invalid, "conversation.locale", "The locale must be zh-CN or en.");
    public static readonly Error NoticeNotGiven = new(ErrorKind.Refused, "conversation.notice",
        "Show the notice in force first and name its version; nothing is collected before.", "A4.1.2b");
    public static readonly Error NotWaiting = new(
        ErrorKind.Conflict, "conversation.not-waiting", "This conversation does not wait for anybody.");
    public static readonly Error NothingSaid = new(
        ErrorKind.Conflict, "conversation.nothing-said", "Write the message before you leave it.");
    public static readonly Error NoSuchCode = new(
        ErrorKind.NotFound, "device.code", "The code is wrong, was used, or is too old; show a new one.");
    public static readonly Error NothingToContinue = new(
        ErrorKind.NotFound, "device.nothing-open", "There is no open conversation to go on with.");
    public static readonly Error NoWayNamed = new(
        ErrorKind.Invalid, "device.way", "Name either the code or the customer token.");
    public static readonly Error NotAsked = new(
        ErrorKind.Conflict, "background.not-asked", "Nothing is asked of this customer now.", "A3.2.2a");
    public static readonly Error BadChannel = new(
        ErrorKind.Invalid, "conversation.channel", "The channel must be web.", "A1.2.1");
    public static readonly Error TooFast = new(
        ErrorKind.TooMany, "limit.too-fast", "Too many requests; please wait a moment.");
    public static readonly Error QueueFull = new(
        ErrorKind.TooMany, "limit.busy", "The service is very busy; please try again in a moment.");
    public static readonly Error BadScore = new(ErrorKind.Invalid, "rating.score", "The score is 1 to 5.");
    public static readonly Error RatedBefore = new(
        ErrorKind.Conflict, "rating.given", "This contact was rated before.");
    public static readonly Error NotOver = new(
        ErrorKind.Conflict, "rating.not-over", "A contact is rated once it is over.");
    public static readonly Error NoPurpose = new(
        ErrorKind.Refused, "past.purpose-missing", "Say why the past contact is looked at.", "A1.3.4");
    public static readonly Error NoWording = new(
        ErrorKind.NotFound, "wording.not-found", "No published version has this id.", "B3.3.1a");
    public static readonly Error BlankNote = new(ErrorKind.Invalid, "note.blank", "The note has no text.");
    public static readonly Error NoQueue = new(ErrorKind.Invalid, "transfer.queue", "There is no such queue.");

    public const string BreaksRule = "reply.breaks-rule";

    /// <summary>The reply breaks rules that may not be broken; the findings say where.</summary>
    public static Error ReplyBreaksRule(string clause, object findings) =>
        new(ErrorKind.Refused, BreaksRule, "The reply breaks a service rule; see the findings.", clause)
        {
            Extensions = new Dictionary<string, object?> { ["findings"] = findings },
        };
}

internal static class HoldErrors
{
    public static readonly Error ReasonMissing = new(
        ErrorKind.Refused, "hold.reason-missing", "Say why the customer is asked to wait.", "A2.2.5b");

    public static readonly Error Minutes = new(
        ErrorKind.Refused, "hold.minutes", "Say for how many minutes, within the limit of chat.hold-longest.",
        "A2.2.5b");

    public static readonly Error Open = new(
        ErrorKind.Conflict, "hold.open", "The customer has been asked to wait already.");
    public static readonly Error None = new(ErrorKind.Conflict, "hold.none", "The customer is not on hold.");
}

internal static class WrapUpErrors
{
    public static readonly Error ContactMissing = new(ErrorKind.Refused, "wrap-up.contact-missing",
        "Record the customer's name and contact way, or why the customer declined.", "A3.1.2a");

    public static readonly Error ContactWayInvalid = new(ErrorKind.Refused, "wrap-up.contact-way-invalid",
        "The contact way must be a phone number, an e-mail address or another way of at least four characters.",
        "A3.1.2a");

    public static readonly Error CategoryMissing =
        new(ErrorKind.Refused, "wrap-up.category-missing", "Choose the category of the enquiry.", "A3.1.2b");

    public static readonly Error SummaryMissing =
        new(ErrorKind.Refused, "wrap-up.summary-missing", "Summarise the enquiry in at least ten characters.",
            "A3.1.2b");

    public static readonly Error NeedMissing =
        new(ErrorKind.Refused, "wrap-up.need-missing", "State the need as the customer confirmed it.", "A3.1.3b");

    /// <summary>The same, of a customer who was upset: what is needed lies behind the feeling.</summary>
    public static readonly Error NeedBehindFeelingMissing = new(ErrorKind.Refused, "wrap-up.need-behind-feeling",
        "The customer was upset; state the need behind the feeling as the customer confirmed it.", "B1.1.1b");

    public static readonly Error OutcomeMissing =
        new(ErrorKind.Refused, "wrap-up.outcome-missing",
            "Say how the contact ended: resolved, promised, transferred, ticket, complaint or unresolved.", "A3.4.1");

    public static readonly Error GrievanceOpen =
        new(ErrorKind.Refused, "wrap-up.grievance-open",
            "The customer had a grievance: it closes as resolved, ticket or complaint, with the solution or the number in remedy.",
            "A2.3.3b");

    public static readonly Error FreezeLeftOpen = new(ErrorKind.Refused, "wrap-up.freeze-left-open",
        "The customer's account is frozen: the summary or the remedy says the cause and how it is freed.", "B1.1.2c");

    public static readonly Error FurtherNeedMissing =
        new(ErrorKind.Refused, "wrap-up.further-need-missing",
            "Ask whether anything else is needed and record the answer.", "A3.4.1");

    public static readonly Error NotYours = ConversationErrors.NotFound;
}
