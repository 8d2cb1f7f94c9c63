package dev.bifrost.config;

/** Looks for what the form of single values does not show, such as references that lead nowhere. */
@FunctionalInterface
public interface Check {

    /** Tells {@code findings} what it finds. The settings may lack what could not be read. */
    void run(GatewaySettings settings, Findings findings);
}
