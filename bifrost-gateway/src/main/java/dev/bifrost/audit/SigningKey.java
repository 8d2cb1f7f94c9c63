package dev.bifrost.audit;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.journal.Signer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** {@code observability.audit.signing_key}: an Ed25519 key that signs the chain. */
public final class SigningKey implements Signer {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private final PrivateKey key;
    private final PublicKey publicKey;
    private final String id;

    private SigningKey(PrivateKey key, PublicKey publicKey) {
        this.key = key;
        this.publicKey = publicKey;
        this.id = SealKeys.id(publicKey);
    }

    /**
     * Reads PEM in PKCS#8, as {@code openssl genpkey -algorithm ed25519} writes it; line ends may be lost, or written
     * {@code \n}. Throws {@link IllegalArgumentException}, which does not show it.
     */
    public static SigningKey read(Secret pem) {
        String text = pem.reveal().replace("\\n", "\n");
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(otherwise(text));
        }
        try {
            byte[] der = Base64.getMimeDecoder()
                    .decode(text.substring(begin + BEGIN.length(), end).getBytes(StandardCharsets.ISO_8859_1));
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(der));
            byte[] seed = key instanceof EdECPrivateKey ed ? ed.getBytes().orElseThrow() : new byte[0];
            return new SigningKey(key, publicKey(seed));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is no Ed25519 key; make one with: openssl genpkey -algorithm ed25519", e);
        }
    }

    private static String otherwise(String text) {
        String is = text.contains("BEGIN ENCRYPTED")
                ? "is encrypted with a password, which nobody could give at the start"
                : text.contains("BEGIN PUBLIC KEY") ? "is a public key, which can not sign" : "is no private key in PEM";
        return is + "; make one with: openssl genpkey -algorithm ed25519";
    }

    /** The JDK has no way from a private key to its public one, but makes a pair of whatever it is given as random. */
    private static PublicKey publicKey(byte[] seed) throws GeneralSecurityException {
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("Ed25519");
        pairs.initialize(NamedParameterSpec.ED25519, new Given(seed));
        return pairs.generateKeyPair().getPublic();
    }

    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] to) {
            System.arraycopy(bytes, 0, to, 0, to.length);
        }
    }

    @Override
    public String key() {
        return id;
    }

    @Override
    public byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has Ed25519", e);
        }
    }

    /** What others prove its signatures with. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** The public key in PEM. */
    public String publicPem() {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(publicKey.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }
}
