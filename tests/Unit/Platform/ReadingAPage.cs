using FirstWindow.Platform.Web.Components;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace FirstWindow.Tests.Unit.Platform;

public sealed class ReadingAPage
{
    [Fact]
    public async Task Parts_of_a_page_read_one_after_another_and_are_shown_when_they_have_read()
    {
        var connection = new Connection();
        await using var services = new ServiceCollection().AddSingleton(connection).AddScoped<ReadingTurn>()
            .BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);

        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TwoParts>()).ToHtmlString());

        Assert.Equal("readread", html);
        Assert.Equal(1, connection.AtOnceMax);
    }

    private sealed class Connection
    {
        private int inUse;

        public int AtOnceMax { get; private set; }

        public async Task ReadAsync()
        {
            AtOnceMax = Math.Max(AtOnceMax, ++inUse);
            await Task.Yield();
            inUse--;
        }
    }

    private sealed class Part : ServedPage
    {
        private bool hasRead;

        [Inject]
        private Connection Database { get; set; } = null!;

        protected override async Task OnInitializedAsync()
        {
            await Database.ReadAsync();
            hasRead = true;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder) =>
            builder.AddContent(0, hasRead ? "read" : throw new InvalidOperationException("Shown before it was read."));
    }

    private sealed class TwoParts : ServedPage
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<Part>(0);
            builder.CloseComponent();
            builder.OpenComponent<Part>(1);
            builder.CloseComponent();
        }
    }
}
