package dev.bifrost.access;

import dev.bifrost.api.Glob;
import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.api.settings.Spelling;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration in force has that a key of the store may name.
 *
 * @param fileKeys  the file's own keys, whose names are taken
 * @param aliases   as they are written, globs included
 * @param providers those that can be called
 * @param encrypts  whether there is a key under which content can be kept in full
 */
public record KeyContext(
        Teams teams,
        List<VirtualKeySettings> fileKeys,
        Collection<String> aliases,
        Collection<String> providers,
        boolean encrypts) {

    /** The key of the file with this id or name. */
    @Nullable
    VirtualKeySettings ofFile(String idOrName) {
        for (VirtualKeySettings key : fileKeys) {
            if (key.name().equals(idOrName) || key.identity().equals(idOrName)) {
                return key;
            }
        }
        return null;
    }

    /** Throws {@link Fields.Fault} at the first name that leads nowhere. */
    void check(KeyTerms terms) {
        exists("team", terms.team(), "team", teams.teamNames());
        exists("organization", terms.organization(), "organisation", teams.organizationNames());
        String above = terms.team() == null ? null : teams.organizationOf(terms.team());
        if (above != null
                && terms.organization() != null
                && !terms.organization().equals(above)) {
            throw new Fields.Fault("organization", "the team belongs to '" + above + "'; leave it out");
        }
        if (terms.content() == ContentMode.FULL && !encrypts) {
            throw new Fields.Fault(
                    "content",
                    "full needs a key under which the texts are encrypted, and none is configured; set "
                            + "observability.audit.content_key (openssl rand -base64 32 makes one)");
        }
        for (int i = 0; i < terms.passthrough().size(); i++) {
            exists("passthrough[" + i + "]", terms.passthrough().get(i), "provider", providers);
        }
        for (int i = 0; i < terms.budgets().size(); i++) {
            BudgetSettings budget = terms.budgets().get(i);
            String fallback = budget.fallback();
            if (fallback != null
                    && aliases.stream().noneMatch(alias -> Glob.of(alias).matches(fallback))) {
                exists("budgets[" + i + "].fallback", fallback, "alias", aliases);
            }
        }
    }

    private static void exists(String param, @Nullable String name, String what, Collection<String> valid) {
        if (name != null && !valid.contains(name)) {
            throw new Fields.Fault(param, "there is no " + what + " '" + name + "'" + Spelling.hint(name, valid));
        }
    }
}
