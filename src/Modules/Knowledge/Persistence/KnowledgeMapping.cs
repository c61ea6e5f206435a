using FirstWindow.Knowledge.Domain;
using FirstWindow.Platform.Storage;
using Microsoft.EntityFrameworkCore;

namespace FirstWindow.Knowledge.Persistence;

internal sealed class KnowledgeMapping : IModelMapping
{
    public void Map(ModelBuilder model)
    {
        model.Entity<ArticleVersion>(article =>
        {
            article.ToTable("article_version");
            article.HasKey(a => a.Id);
            article.Property(a => a.Id).ValueGeneratedNever();
        });
        model.Entity<ArticleWithdrawal>(withdrawal =>
        {
            withdrawal.ToTable("article_withdrawal");
            withdrawal.HasKey(w => w.Version);
            withdrawal.Property(w => w.Version).ValueGeneratedNever();
        });
        model.Entity<ScriptVersion>(script =>
        {
            script.ToTable("script_version");
            script.HasKey(s => s.Id);
            script.Property(s => s.Id).ValueGeneratedNever();
        });
        model.Entity<WordingUse>(use =>
        {
            use.ToTable("wording_use");
            use.HasKey(u => u.Id);
            use.Property(u => u.Id).ValueGeneratedNever();
        });
    }
}
