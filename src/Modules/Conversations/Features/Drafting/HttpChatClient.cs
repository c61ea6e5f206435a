using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FirstWindow.Platform.Outgoing;
using Microsoft.Extensions.AI;

namespace FirstWindow.Conversations.Features.Drafting;

/// <summary>
/// A language model behind the HTTP API for chats that most model servers offer (<c>POST …/chat/completions</c>).
/// Connects only to the configured host; an answer is read up to a limit and within the time limit.
/// </summary>
internal sealed class HttpChatClient : IChatClient
{
    private const int AnswerBytesMax = 256 * 1024;

    private readonly ModelOptions options;
    private readonly string? key;
    private readonly HttpClient client;

    public HttpChatClient(ModelOptions options)
    {
        this.options = options;
        key = options.KeyFile is { } file ? File.ReadAllText(file).Trim() : options.Key;
        client = options.MakeHosts().MakeClient(options.Timeout);
        client.MaxResponseContentBufferSize = AnswerBytesMax;
    }

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">No answer, an answer with another status than 200, or one too large.
    /// </exception>
    /// <exception cref="OperationCanceledException">The time is up.</exception>
    /// <exception cref="JsonException">The answer is none.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var impatience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        impatience.CancelAfter(this.options.Timeout);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, this.options.Endpoint.TrimEnd('/') + "/chat/completions")
        {
            Content = JsonContent.Create(new
            {
                model = this.options.Name,
                messages = messages.Select(m => new { role = m.Role.Value, content = m.Text }),
                temperature = options?.Temperature ?? 0,
                max_tokens = options?.MaxOutputTokens ?? 800,
            }),
        };
        request.Headers.UserAgent.Add(new("FirstWindow", null));
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        // Reads the whole body, up to the client's limit, while the time limit still counts.
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, impatience.Token);
        if (answer.StatusCode is not System.Net.HttpStatusCode.OK)
        {
            throw new HttpRequestException("The model refuses.", null, answer.StatusCode);
        }

        using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(impatience.Token));
        return new(new ChatMessage(ChatRole.Assistant, TextOf(document.RootElement)));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A draft is judged as a whole, so nothing of it is shown before it is whole.
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static string TextOf(JsonElement root) =>
        root.ValueKind is JsonValueKind.Object
        && root.TryGetProperty("choices", out var choices) && choices.ValueKind is JsonValueKind.Array
        && choices.GetArrayLength() > 0 && choices[0].ValueKind is JsonValueKind.Object
        && choices[0].TryGetProperty("message", out var message) && message.ValueKind is JsonValueKind.Object
        && message.TryGetProperty("content", out var content) && content.ValueKind is JsonValueKind.String
            ? content.GetString()! : throw new JsonException("The answer holds no message.");
}
