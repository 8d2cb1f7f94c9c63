package dev.bifrost.api.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a settings record, or one of its keys, means to the person who writes the file; goes into the JSON Schema. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Describe {
    /** One or two sentences. */
    String value();

    /** The value used when the key is absent, as it would be written in the file; empty if there is none. */
    String byDefault() default "";
}
