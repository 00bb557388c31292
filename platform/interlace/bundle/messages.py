"""The sentences about problems and notes, by code. Braces hold details of the single case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, Text] = {
    "not-found": Text("a folder or .zip file that exists", "un dossier ou fichier .zip existant"),
    "not-a-bundle": Text(
        "a folder or a .zip file with bodies.csv in it", "un dossier ou un fichier .zip contenant bodies.csv"
    ),
    "unreadable": Text("a file that can be read: {reason}", "un fichier lisible : {reason}"),
    "no-bodies": Text("bodies.csv, the one file that a bundle must have", "bodies.csv, seul fichier obligatoire"),
    "zip-unsafe-name": Text(
        "plain file names at the top of the zip or in one folder",
        "des noms de fichiers simples, à la racine du zip ou dans un seul dossier",
    ),
    "zip-link": Text("a plain file, not a link", "un fichier ordinaire, pas un lien"),
    "zip-nested": Text("no zip inside the zip", "pas de zip dans le zip"),
    "zip-encrypted": Text("a zip without a password", "un zip sans mot de passe"),
    "zip-duplicate": Text("each file once", "chaque fichier une seule fois"),
    "zip-folders": Text("files at the top or in one folder", "des fichiers à la racine ou dans un seul dossier"),
    "too-many-files": Text("at most {most} files", "au plus {most} fichiers"),
    "too-large": Text("at most {most} MiB inflated", "au plus {most} Mio une fois décompressé"),
    "empty-file": Text("at least a header line", "au moins une ligne d’en-tête"),
    "nul": Text("text without NUL bytes", "un texte sans octet NUL"),
    "not-utf8": Text("UTF-8 text", "un texte en UTF-8"),
    "not-utf8-cp1252": Text(
        "UTF-8 text; this looks like Windows-1252: save the sheet as “CSV UTF-8”",
        "un texte en UTF-8 ; ceci ressemble à du Windows-1252 : enregistrez la feuille en « CSV UTF-8 »",
    ),
    "bad-quote": Text(
        "quotes only around a whole field, doubled inside it; the file could not be read from here on",
        "des guillemets seulement autour d’un champ entier, doublés à l’intérieur ; lecture impossible à partir d’ici",
    ),
    "open-quote": Text(
        "a closing quote; the file could not be read from here on",
        "un guillemet fermant ; lecture impossible à partir d’ici",
    ),
    "field-count": Text("{count} fields, as in the header", "{count} champs, comme dans l’en-tête"),
    "too-many-columns": Text("at most {most} columns", "au plus {most} colonnes"),
    "duplicate-column": Text("each column once", "chaque colonne une seule fois"),
    "nameless-column": Text("a name for each column", "un nom pour chaque colonne"),
    "missing-column": Text("a column of this name", "une colonne de ce nom"),
    "required": Text("a value", "une valeur"),
    "too-long": Text("at most {most} characters", "au plus {most} caractères"),
    "bad-code": Text(
        "1 to 64 letters without accents, digits, “.”, “_” or “-”, beginning with a letter or a digit",
        "de 1 à 64 lettres sans accent, chiffres, « . », « _ » ou « - », en commençant par une lettre ou un chiffre",
    ),
    "bad-date": Text("a day as YYYY-MM-DD", "une date au format AAAA-MM-JJ"),
    "bad-whole": Text("a whole number from {least} to {most}", "un nombre entier de {least} à {most}"),
    "bad-decimal": Text(
        "a number from {least} to {most}, with “.” before decimals",
        "un nombre de {least} à {most}, avec « . » avant les décimales",
    ),
    "bad-choice": Text("one of: {choices}", "une valeur parmi : {choices}"),
    "bad-cell": Text("principle:area, both from their lists", "principe:domaine, tous deux pris dans leurs listes"),
    "unknown-code": Text("a code of {tables}", "un code de {tables}"),
    "duplicate": Text("{what} once; first on line {first}", "{what} une seule fois ; d’abord en ligne {first}"),
    "duplicate-code": Text(
        "a code of its own; also in {where}, line {first}", "un code propre ; aussi dans {where}, ligne {first}"
    ),
    "taken": Text("a code that no other record has", "un code qu’aucun autre enregistrement ne porte"),
    "twin": Text(
        "one relation of this kind between the two at a time",
        "une seule relation de ce type à la fois entre les deux",
    ),
    "bad-text": Text("text", "un texte"),
    "bad-list": Text("a list of texts without “|”", "une liste de textes sans « | »"),
    "unknown-field": Text("one of: {choices}", "un champ parmi : {choices}"),
    "fixed": Text("the value that it has: this does not change it", "la valeur actuelle : ceci ne la change pas"),
    "in-future": Text("a day not after {today}", "une date non postérieure au {today}"),
    "no-fate": Text("what is to become of them ({count} in all)", "ce qu’il doit en advenir ({count} au total)"),
    "password-length": Text("{least} to {most} characters", "de {least} à {most} caractères"),
    "password-common": Text(
        "a password that is not easily guessed: three or four words that do not belong together",
        "un mot de passe difficile à deviner : trois ou quatre mots sans rapport entre eux",
    ),
    "password-personal": Text(
        "a password without your name or address in it", "un mot de passe sans votre nom ni votre adresse"
    ),
    "bad-email": Text("an e-mail address", "une adresse électronique"),
    "bad-cursor": Text(
        "a cursor that an earlier page of this list, in this order, gave",
        "un curseur donné par une page précédente de cette liste, dans cet ordre",
    ),
    "bad-url": Text(
        "an address such as https://receiver.example/path, with neither user name nor fragment, at port 80, 443 or "
        "from 1024 up",
        "une adresse telle que https://destinataire.example/chemin, sans nom d’utilisateur ni fragment, au port 80, "
        "443 ou à partir de 1024",
    ),
    "private-address": Text(
        "an address on the public internet; {host} is not, and the operator has not allowed it",
        "une adresse sur l’internet public ; {host} n’y est pas, et l’exploitant ne l’a pas autorisée",
    ),
    "item-count": Text(
        "at least one item, and at most {most} in a request",
        "au moins un élément, et au plus {most} par requête",
    ),
    "bad-value": Text("a value that this field can hold", "une valeur que ce champ peut contenir"),
    "end-before-start": Text("a day not before {start}", "une date non antérieure au {start}"),
    "self": Text("two different records", "deux enregistrements différents"),
    "not-a-network": Text("a body of the level network", "un organisme de niveau réseau (network)"),
    "not-an-authority": Text(
        "an authority (national, regional, intermediate, local or submunicipal)",
        "une autorité (national, regional, intermediate, local ou submunicipal)",
    ),
    "bad-parent": Text(
        "for an authority: an authority of a higher level; for civil society: an authority; for a network: none",
        "pour une autorité : une autorité de niveau supérieur ; pour la société civile : une autorité ; "
        "pour un réseau : aucune",
    ),
    "overlap": Text(
        "one relation of this kind between the two at a time; overlaps line {first}",
        "une seule relation de ce type à la fois entre les deux ; chevauche la ligne {first}",
    ),
    "bad-toml": Text("valid TOML: {reason}", "du TOML valide : {reason}"),
    "unknown-setting": Text("one of: {choices}", "une valeur parmi : {choices}"),
    "bad-setting": Text("{what}", "{what}"),
    "unknown-column": Text("unknown column, kept as it is", "colonne inconnue, conservée telle quelle"),
    "unknown-key": Text("unknown setting, left alone", "réglage inconnu, ignoré"),
}
