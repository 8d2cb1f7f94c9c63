package dev.bifrost.app;

import picocli.CommandLine.IVersionProvider;

/** Which version this is. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"bifrost " + number() + " on Java " + Runtime.version()};
    }

    /** As the build wrote it into the jar; {@code dev} where there is none. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
