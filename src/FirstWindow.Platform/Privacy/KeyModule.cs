using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FirstWindow.Platform.Storage;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace FirstWindow.Platform.Privacy;

/// <summary>Section "Storage:KeyModule": a hardware module by PKCS#11 that wraps the key files; none without a
/// library.</summary>
public sealed class KeyModuleOptions
{
    /// <summary>Path of the maker's PKCS#11 library.</summary>
    public string? Library { get; set; }

    /// <summary>Label of the token (slot, partition) in the module.</summary>
    public string? TokenLabel { get; set; }

    /// <summary>Label of the AES key in it.</summary>
    public string KeyLabel { get; set; } = "firstwindow";

    /// <summary>File with the token's PIN.</summary>
    public string? PinFile { get; set; }
}

/// <summary>
/// The hardware module that wraps the files of the key folder under a key which never leaves it: AES-256-GCM, bound to
/// the file's name. The only class that knows PKCS#11. It is asked when keys are read or made, not while we serve.
/// </summary>
internal sealed class KeyModule
{
    private const int NonceBytes = 12;
    private const int TagBits = 128;
    private const int Tries = 6;
    private static readonly object OneAtATime = new();
    private static readonly Pkcs11InteropFactories Factories = new();

    // Loaded once a process: unloading would close it for everybody.
    private static readonly Dictionary<string, IPkcs11Library> Loaded = [];
    private readonly KeyModuleOptions options;

    // The package asks for libdl by a name that only machines with a C compiler have.
    static KeyModule() => NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly,
        (name, _, _) => name == "libdl" ? NativeLibrary.Load("libdl.so.2") : IntPtr.Zero);

    private KeyModule(KeyModuleOptions options) => this.options = options;

    // In front of what it wrapped; no key begins so.
    private static ReadOnlySpan<byte> Mark => "firstwindow-module-1\n"u8;

    /// <summary>The module of the settings; none where they name no library.</summary>
    /// <exception cref="InvalidSettingException">They name only half of what it takes.</exception>
    public static KeyModule? Of(StorageOptions storage)
    {
        var options = storage.KeyModule;
        if (string.IsNullOrEmpty(options.Library))
        {
            return null;
        }

        return string.IsNullOrEmpty(options.TokenLabel) || string.IsNullOrEmpty(options.PinFile)
            ? throw new InvalidSettingException("Section \"Storage:KeyModule\": Library needs TokenLabel and PinFile too.")
            : new(options);
    }

    /// <summary>Whether a file holds what a module wrapped.</summary>
    public static bool IsWrapped(ReadOnlySpan<byte> content) => content.StartsWith(Mark);

    /// <summary>Wraps the content of the file of this name.</summary>
    public byte[] Wrap(string name, byte[] plain) => WithKey((session, key) =>
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        return (byte[])[.. Mark, .. nonce, .. session.Encrypt(Gcm(session, nonce, name), key, plain)];
    });

    /// <summary>Opens what was wrapped under this name.</summary>
    /// <exception cref="WrongKeyException">The module is away, is another one, or the file was altered or
    /// renamed.</exception>
    public byte[] Unwrap(string name, byte[] wrapped) => WithKey((session, key) =>
    {
        if (wrapped.Length <= Mark.Length + NonceBytes)
        {
            throw new WrongKeyException($"The key file {name} is cut short.");
        }

        var nonce = wrapped[Mark.Length..(Mark.Length + NonceBytes)];
        return session.Decrypt(Gcm(session, nonce, name), key, wrapped[(Mark.Length + NonceBytes)..]);
    });

    /// <summary>Makes the key, if the token has none of this label.</summary>
    /// <returns>Whether it was made now.</returns>
    public bool MakeKey() => WithSession(session =>
    {
        if (Find(session).Count > 0)
        {
            return false;
        }

        var make = session.Factories.ObjectAttributeFactory;
        session.GenerateKey(session.Factories.MechanismFactory.Create(CKM.CKM_AES_KEY_GEN),
        [
            make.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY), make.Create(CKA.CKA_KEY_TYPE, CKK.CKK_AES),
            make.Create(CKA.CKA_VALUE_LEN, 32UL), make.Create(CKA.CKA_LABEL, options.KeyLabel),
            make.Create(CKA.CKA_TOKEN, true), make.Create(CKA.CKA_PRIVATE, true), make.Create(CKA.CKA_SENSITIVE, true),
            make.Create(CKA.CKA_EXTRACTABLE, false), make.Create(CKA.CKA_ENCRYPT, true),
            make.Create(CKA.CKA_DECRYPT, true),
        ]);
        return true;
    });

    private static IMechanism Gcm(ISession session, byte[] nonce, string name) =>
        session.Factories.MechanismFactory.Create(CKM.CKM_AES_GCM,
            session.Factories.MechanismParamsFactory.CreateCkGcmParams(
                nonce, NonceBytes * 8, Encoding.UTF8.GetBytes(name), TagBits));

    private byte[] WithKey(Func<ISession, IObjectHandle, byte[]> use) => WithSession(session =>
    {
        if (Find(session) is not [var key])
        {
            throw new WrongKeyException(
                $"The key module's token {options.TokenLabel} has not one AES key {options.KeyLabel}: `firstwindow keys wrap` makes it.");
        }

        // A key that could be read out would be no better than a file.
        return session.GetAttributeValue(key, [CKA.CKA_SENSITIVE, CKA.CKA_EXTRACTABLE]) is [var hidden, var leaves]
            && hidden.GetValueAsBool() && !leaves.GetValueAsBool() ? use(session, key)
            : throw new WrongKeyException($"The key {options.KeyLabel} could leave its module: make one that cannot.");
    });

    private List<IObjectHandle> Find(ISession session)
    {
        var make = session.Factories.ObjectAttributeFactory;
        return session.FindAllObjects(
        [
            make.Create(CKA.CKA_CLASS, CKO.CKO_SECRET_KEY), make.Create(CKA.CKA_KEY_TYPE, CKK.CKK_AES),
            make.Create(CKA.CKA_LABEL, options.KeyLabel),
        ]);
    }

    private T WithSession<T>(Func<ISession, T> use)
    {
        lock (OneAtATime)
        {
            try
            {
                for (var attempt = 1; ; attempt++)
                {
                    try
                    {
                        using var session = Slot().OpenSession(SessionType.ReadWrite);
                        session.Login(CKU.CKU_USER, File.ReadAllText(options.PinFile!).Trim());
                        return use(session);
                    }
                    catch (Exception fault) when (MayPass(fault) && attempt < Tries)
                    {
                        Forget();
                        Monitor.Wait(OneAtATime, 25 << attempt);
                    }
                }
            }
            catch (Exception fault) when (fault is Pkcs11Exception or UnmanagedException or IOException)
            {
                throw new WrongKeyException(
                    $"The key module ({options.Library}, token {options.TokenLabel}) does not open the keys: {fault.Message}", fault);
            }
        }
    }

    // What is heard of a module which another program uses too. A refused PIN is never tried again: that would lock the
    // token.
    private static bool MayPass(Exception fault) => fault is NoTokenException or Pkcs11Exception
    {
        RV: CKR.CKR_GENERAL_ERROR or CKR.CKR_FUNCTION_FAILED or CKR.CKR_DEVICE_ERROR or CKR.CKR_TOKEN_NOT_PRESENT,
    };

    // A library may list its tokens only when it is loaded.
    private void Forget()
    {
        if (Loaded.Remove(options.Library!, out var library))
        {
            library.Dispose();
        }
    }

    private ISlot Slot()
    {
        if (!Loaded.TryGetValue(options.Library!, out var library))
        {
            library = Factories.Pkcs11LibraryFactory.LoadPkcs11Library(
                Factories, options.Library, AppType.MultiThreaded);
            Loaded.Add(options.Library!, library);
        }

        return library.GetSlotList(SlotsType.WithTokenPresent)
            .Find(s => s.GetTokenInfo().Label.Trim() == options.TokenLabel)
            ?? throw new NoTokenException($"The key module {options.Library} has no token {options.TokenLabel}.");
    }

    private sealed class NoTokenException(string message) : WrongKeyException(message);
}
