package dev.bifrost.api.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the static factory {@code T parse(String)} of a settings type that is written as a plain value. On a record
 * that can also be written as a mapping it is the short form. Throws {@link IllegalArgumentException} with a message
 * that says what to write instead.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Scalar {
    /** A regular expression for editors; empty if any text may be tried. */
    String pattern() default "";
}
