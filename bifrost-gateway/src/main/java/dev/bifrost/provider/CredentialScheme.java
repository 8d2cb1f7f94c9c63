package dev.bifrost.provider;

/** How a provider wants to be shown its credential. */
public sealed interface CredentialScheme {

    /** True if calls without a credential make no sense. */
    boolean required();

    /** {@code authorization: Bearer …}, RFC 6750. */
    record Bearer(boolean required) implements CredentialScheme {}

    /** The bare credential in a header of the provider's own, such as {@code x-api-key}. */
    record Header(String name, boolean required) implements CredentialScheme {}

    /** A signature of AWS over the request, or a bearer key. */
    record Aws() implements CredentialScheme {
        @Override
        public boolean required() {
            return true;
        }
    }

    /** A token of Google's, which expires. */
    record Google() implements CredentialScheme {
        @Override
        public boolean required() {
            return true;
        }
    }

    /** There is no credential. */
    record None() implements CredentialScheme {
        @Override
        public boolean required() {
            return false;
        }
    }

    /** The header that carries the credential, in lower case; empty if there is none. */
    default String header() {
        return switch (this) {
            case Bearer _, Aws _, Google _ -> "authorization";
            case Header h -> h.name();
            case None _ -> "";
        };
    }

    /** The value of that header for a credential that is a word. */
    default String value(String credential) {
        return switch (this) {
            case Bearer _, Aws _, Google _ -> "Bearer " + credential;
            case Header _ -> credential;
            case None _ -> "";
        };
    }
}
