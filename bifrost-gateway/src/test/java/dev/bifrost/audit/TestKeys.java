package dev.bifrost.audit;

import dev.bifrost.api.settings.Secret;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Keys that sign chains. */
public final class TestKeys {
    private TestKeys() {}

    /** A new one. */
    public static SigningKey make() {
        return SigningKey.read(Secret.of(pem()));
    }

    /** A new one, as openssl writes it. */
    public static String pem() {
        try {
            byte[] der = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
