"""The sentences about problems and notes, by code. Braces hold details of the single case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies import Text
from policies.instruments.problems import EXPECTED

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGES: Mapping[str, Text] = {
    "not-found": Text(
        "a folder or .zip file that exists",
        "un dossier ou fichier .zip existant",
        "uma pasta ou ficheiro .zip que exista",
        "una carpeta o un archivo .zip que exista",
    ),
    "not-a-bundle": Text(
        "a folder or a .zip file with bodies.csv in it",
        "un dossier ou un fichier .zip contenant bodies.csv",
        "uma pasta ou um ficheiro .zip com bodies.csv",
        "una carpeta o un archivo .zip con bodies.csv",
    ),
    "unreadable": Text(
        "a file that can be read: {reason}",
        "un fichier lisible : {reason}",
        "um ficheiro legível: {reason}",
        "un archivo legible: {reason}",
    ),
    "no-bodies": Text(
        "bodies.csv, the one file that a bundle must have",
        "bodies.csv, seul fichier obligatoire",
        "bodies.csv, o único ficheiro obrigatório",
        "bodies.csv, el único archivo obligatorio",
    ),
    "zip-unsafe-name": Text(
        "plain file names at the top of the zip or in one folder",
        "des noms de fichiers simples, à la racine du zip ou dans un seul dossier",
        "nomes de ficheiro simples, na raiz do zip ou numa só pasta",
        "nombres de archivo sencillos, en la raíz del zip o en una sola carpeta",
    ),
    "zip-link": Text(
        "a plain file, not a link",
        "un fichier ordinaire, pas un lien",
        "um ficheiro comum, não uma ligação",
        "un archivo corriente, no un enlace",
    ),
    "zip-nested": Text(
        "no zip inside the zip", "pas de zip dans le zip", "nenhum zip dentro do zip", "ningún zip dentro del zip"
    ),
    "zip-encrypted": Text(
        "a zip without a password", "un zip sans mot de passe", "um zip sem palavra-passe", "un zip sin contraseña"
    ),
    "zip-duplicate": Text(
        "each file once", "chaque fichier une seule fois", "cada ficheiro uma só vez", "cada archivo una sola vez"
    ),
    "zip-folders": Text(
        "files at the top or in one folder",
        "des fichiers à la racine ou dans un seul dossier",
        "ficheiros na raiz ou numa só pasta",
        "archivos en la raíz o en una sola carpeta",
    ),
    "too-many-files": Text(
        "at most {most} files", "au plus {most} fichiers", "no máximo {most} ficheiros", "como máximo {most} archivos"
    ),
    "too-large": Text(
        "at most {most} MiB inflated",
        "au plus {most} Mio une fois décompressé",
        "no máximo {most} MiB depois de descomprimido",
        "como máximo {most} MiB una vez descomprimido",
    ),
    "empty-file": Text(
        "at least a header line",
        "au moins une ligne d’en-tête",
        "pelo menos uma linha de cabeçalho",
        "al menos una línea de encabezado",
    ),
    "nul": Text("text without NUL bytes", "un texte sans octet NUL", "texto sem bytes NUL", "texto sin bytes NUL"),
    "not-utf8": Text("UTF-8 text", "un texte en UTF-8", "texto em UTF-8", "texto en UTF-8"),
    "not-utf8-cp1252": Text(
        "UTF-8 text; this looks like Windows-1252: save the sheet as “CSV UTF-8”",
        "un texte en UTF-8 ; ceci ressemble à du Windows-1252 : enregistrez la feuille en « CSV UTF-8 »",
        "texto em UTF-8; isto parece Windows-1252: guarde a folha como «CSV UTF-8»",
        "texto en UTF-8; esto parece Windows-1252: guarde la hoja como «CSV UTF-8»",
    ),
    "bad-quote": Text(
        "quotes only around a whole field, doubled inside it; the file could not be read from here on",
        "des guillemets seulement autour d’un champ entier, doublés à l’intérieur ; lecture impossible à partir d’ici",
        "aspas só à volta de um campo inteiro, duplicadas no interior; daqui em diante não foi possível ler",
        "comillas solo alrededor de un campo entero, duplicadas dentro; no se pudo leer a partir de aquí",
    ),
    "open-quote": Text(
        "a closing quote; the file could not be read from here on",
        "un guillemet fermant ; lecture impossible à partir d’ici",
        "aspas de fecho; daqui em diante não foi possível ler",
        "comillas de cierre; no se pudo leer a partir de aquí",
    ),
    "field-count": Text(
        "{count} fields, as in the header",
        "{count} champs, comme dans l’en-tête",
        "{count} campos, como no cabeçalho",
        "{count} campos, como en el encabezado",
    ),
    "too-many-columns": Text(
        "at most {most} columns", "au plus {most} colonnes", "no máximo {most} colunas", "como máximo {most} columnas"
    ),
    "duplicate-column": Text(
        "each column once", "chaque colonne une seule fois", "cada coluna uma só vez", "cada columna una sola vez"
    ),
    "nameless-column": Text(
        "a name for each column",
        "un nom pour chaque colonne",
        "um nome para cada coluna",
        "un nombre para cada columna",
    ),
    "missing-column": Text(
        "a column of this name", "une colonne de ce nom", "uma coluna com este nome", "una columna con este nombre"
    ),
    "required": Text("a value", "une valeur", "um valor", "un valor"),
    "too-long": Text(
        "at most {most} characters",
        "au plus {most} caractères",
        "no máximo {most} caracteres",
        "como máximo {most} caracteres",
    ),
    "bad-code": Text(
        "1 to 64 letters without accents, digits, “.”, “_” or “-”, beginning with a letter or a digit",
        "de 1 à 64 lettres sans accent, chiffres, « . », « _ » ou « - », en commençant par une lettre ou un chiffre",
        "1 a 64 letras sem acentos, algarismos, «.», «_» ou «-», a começar por uma letra ou algarismo",
        "de 1 a 64 letras sin acentos, cifras, «.», «_» o «-», que empiece por una letra o cifra",
    ),
    "bad-date": Text(
        "a day as YYYY-MM-DD",
        "une date au format AAAA-MM-JJ",
        "um dia no formato AAAA-MM-DD",
        "un día en el formato AAAA-MM-DD",
    ),
    "bad-whole": Text(
        "a whole number from {least} to {most}",
        "un nombre entier de {least} à {most}",
        "um número inteiro de {least} a {most}",
        "un número entero de {least} a {most}",
    ),
    "bad-decimal": Text(
        "a number from {least} to {most}, with “.” before decimals",
        "un nombre de {least} à {most}, avec « . » avant les décimales",
        "um número de {least} a {most}, com «.» antes dos decimais",
        "un número de {least} a {most}, con «.» antes de los decimales",
    ),
    "bad-choice": Text("one of: {choices}", "une valeur parmi : {choices}", "um de: {choices}", "uno de: {choices}"),
    "bad-cell": Text(
        "principle:area, both from their lists",
        "principe:domaine, tous deux pris dans leurs listes",
        "princípio:domínio, ambos das respetivas listas",
        "principio:ámbito, ambos de sus listas",
    ),
    "unknown-code": Text("a code of {tables}", "un code de {tables}", "um código de {tables}", "un código de {tables}"),
    "duplicate": Text(
        "{what} once; first on line {first}",
        "{what} une seule fois ; d’abord en ligne {first}",
        "{what} uma só vez; primeiro na linha {first}",
        "{what} una sola vez; primero en la línea {first}",
    ),
    "duplicate-code": Text(
        "a code of its own; also in {where}, line {first}",
        "un code propre ; aussi dans {where}, ligne {first}",
        "um código próprio; também em {where}, linha {first}",
        "un código propio; también en {where}, línea {first}",
    ),
    "taken": Text(
        "a code that no other record has",
        "un code qu’aucun autre enregistrement ne porte",
        "um código que nenhum outro registo tenha",
        "un código que no tenga ningún otro registro",
    ),
    "twin": Text(
        "one relation of this kind between the two at a time",
        "une seule relation de ce type à la fois entre les deux",
        "uma só relação deste tipo de cada vez entre as duas",
        "una sola relación de este tipo a la vez entre las dos",
    ),
    "present": Text(
        "something that is not in the register yet",
        "quelque chose qui n’est pas encore dans le registre",
        "algo que ainda não esteja no registo",
        "algo que aún no esté en el registro",
    ),
    "no-record": Text(
        "a record that is in the register",
        "un enregistrement qui se trouve dans le registre",
        "um registo existente",
        "un registro existente",
    ),
    "changed-since": Text(
        "a record as it was at revision {revision}; it has changed since",
        "un enregistrement tel qu’à la révision {revision} ; il a changé depuis",
        "um registo como era na revisão {revision}; mudou desde então",
        "un registro como era en la revisión {revision}; ha cambiado desde entonces",
    ),
    "not-yours": Text(
        "a change that is yours to make: {why}",
        "une modification qui vous revient : {why}",
        "uma alteração que lhe caiba fazer: {why}",
        "un cambio que le corresponda hacer: {why}",
    ),
    "not-admitted": Text(
        "something that the register admits: {why}",
        "quelque chose que le registre admet : {why}",
        "algo que o registo admita: {why}",
        "algo que el registro admita: {why}",
    ),
    "several": Text(
        "what tells the record from others like it, such as the day it begins on",
        "ce qui distingue cet enregistrement d’autres semblables, comme le jour où il commence",
        "o que distingue este registo de outros semelhantes, como o dia em que começa",
        "lo que distingue este registro de otros parecidos, como el día en que empieza",
    ),
    "still-named": Text(
        "a record that nothing refers to; what refers to it: {what}",
        "un enregistrement auquel rien ne renvoie ; y renvoient : {what}",
        "um registo a que nada se refira; referem-se-lhe: {what}",
        "un registro al que nada se refiera; se refieren a él: {what}",
    ),
    "not-adopted": Text(
        "a strategy that is adopted",
        "une stratégie adoptée",
        "uma estratégia adotada",
        "una estrategia adoptada",
    ),
    "bad-text": Text("text", "un texte", "texto", "texto"),
    "bad-list": Text(
        "a list of texts without “|”",
        "une liste de textes sans « | »",
        "uma lista de textos sem «|»",
        "una lista de textos sin «|»",
    ),
    "unknown-field": Text("one of: {choices}", "un champ parmi : {choices}", "um de: {choices}", "uno de: {choices}"),
    "fixed": Text(
        "the value that it has: this does not change it",
        "la valeur actuelle : ceci ne la change pas",
        "o valor atual: isto não o altera",
        "el valor actual: esto no lo cambia",
    ),
    "in-future": Text(
        "a day not after {today}",
        "une date non postérieure au {today}",
        "um dia não posterior a {today}",
        "un día no posterior al {today}",
    ),
    "no-fate": Text(
        "what is to become of them ({count} in all)",
        "ce qu’il doit en advenir ({count} au total)",
        "o que lhes há de acontecer ({count} no total)",
        "qué ha de ser de ellos ({count} en total)",
    ),
    "password-length": Text(
        "{least} to {most} characters",
        "de {least} à {most} caractères",
        "{least} a {most} caracteres",
        "de {least} a {most} caracteres",
    ),
    "password-common": Text(
        "a password that is not easily guessed: three or four words that do not belong together",
        "un mot de passe difficile à deviner : trois ou quatre mots sans rapport entre eux",
        "uma palavra-passe difícil de adivinhar: três ou quatro palavras sem relação entre si",
        "una contraseña difícil de adivinar: tres o cuatro palabras sin relación entre sí",
    ),
    "password-personal": Text(
        "a password without your name or address in it",
        "un mot de passe sans votre nom ni votre adresse",
        "uma palavra-passe sem o seu nome nem o seu endereço",
        "una contraseña sin su nombre ni su dirección",
    ),
    "bad-email": Text(
        "an e-mail address",
        "une adresse électronique",
        "um endereço de correio eletrónico",
        "una dirección de correo electrónico",
    ),
    "bad-cursor": Text(
        "a cursor that an earlier page of this list, in this order, gave",
        "un curseur donné par une page précédente de cette liste, dans cet ordre",
        "um cursor dado por uma página anterior desta lista, nesta ordem",
        "un cursor dado por una página anterior de esta lista, en este orden",
    ),
    "bad-url": Text(
        "an address such as https://receiver.example/path, with neither user name nor fragment, at port "
        "80, 443 or from 1024 up",
        "une adresse telle que https://destinataire.example/chemin, sans nom d’utilisateur ni fragment, "
        "au port 80, 443 ou à partir de 1024",
        "um endereço como https://destino.example/caminho, sem utilizador nem fragmento, na porta 80, "
        "443 ou a partir de 1024",
        "una dirección como https://destino.example/ruta, sin usuario ni fragmento, en el puerto 80, 443 "
        "o a partir de 1024",
    ),
    "private-address": Text(
        "an address on the public internet; {host} is not, and the operator has not allowed it",
        "une adresse sur l’internet public ; {host} n’y est pas, et l’exploitant ne l’a pas autorisée",
        "um endereço na internet pública; {host} não o é, e o operador não o autorizou",
        "una dirección en la internet pública; {host} no lo es, y el operador no la ha autorizado",
    ),
    "item-count": Text(
        "at least one item, and at most {most} in a request",
        "au moins un élément, et au plus {most} par requête",
        "pelo menos um elemento e no máximo {most} por pedido",
        "al menos un elemento y como máximo {most} por petición",
    ),
    "mail-address": Text(
        "text without a mail address: name the role of whoever can tell more",
        "un texte sans adresse de courriel : indiquez la fonction de qui peut en dire plus",
        "texto sem endereço de correio: indique a função de quem pode dizer mais",
        "texto sin dirección de correo: indique la función de quien pueda decir más",
    ),
    "bad-value": Text(
        "a value that this field can hold",
        "une valeur que ce champ peut contenir",
        "um valor que este campo possa conter",
        "un valor que este campo pueda contener",
    ),
    "end-before-start": Text(
        "a day not before {start}",
        "une date non antérieure au {start}",
        "um dia não anterior a {start}",
        "un día no anterior al {start}",
    ),
    "less-than": Text(
        "a number not below {start}",
        "un nombre qui ne soit pas inférieur à {start}",
        "um número não inferior a {start}",
        "un número no inferior a {start}",
    ),
    "tree-size": Text(
        "a file with at most {most} bytes or elements",
        "un fichier de {most} octets ou éléments au plus",
        "um ficheiro com no máximo {most} octetos ou elementos",
        "un archivo de {most} octetos o elementos como máximo",
    ),
    "tree-depth": Text(
        "elements at most {most} deep within each other",
        "des éléments imbriqués sur {most} niveaux au plus",
        "elementos encaixados em {most} níveis no máximo",
        "elementos anidados en {most} niveles como máximo",
    ),
    "doctype": Text(
        "XML without a document type: it may declare entities, which are never read",
        "du XML sans type de document : il peut déclarer des entités, qui ne sont jamais lues",
        "XML sem tipo de documento: pode declarar entidades, que nunca são lidas",
        "XML sin tipo de documento: puede declarar entidades, que nunca se leen",
    ),
    "not-xml": Text("well-formed XML", "du XML bien formé", "XML bem formado", "XML bien formado"),
    "not-json": Text("JSON", "du JSON", "JSON", "JSON"),
    "not-stratml": Text(
        "a StrategicPlan of StratML Part 1",
        "un StrategicPlan de StratML, partie 1",
        "um StrategicPlan de StratML, parte 1",
        "un StrategicPlan de StratML, parte 1",
    ),
    "required-element": Text(
        "the element {element}",
        "l’élément {element}",
        "o elemento {element}",
        "el elemento {element}",
    ),
    "self": Text(
        "two different records",
        "deux enregistrements différents",
        "dois registos diferentes",
        "dos registros distintos",
    ),
    "not-concerned": Text(
        "an owner of one of the two strategies, or a body above one",
        "un propriétaire de l’une des deux stratégies, ou un organisme au-dessus",
        "uma entidade que detém uma das duas estratégias, ou que está acima dela",
        "una entidad titular de una de las dos estrategias, o que esté por encima",
    ),
    "not-a-network": Text(
        "a body of the level network",
        "un organisme de niveau réseau (network)",
        "uma entidade do nível rede (network)",
        "una entidad del nivel red (network)",
    ),
    "not-an-authority": Text(
        "an authority (national, regional, intermediate, local or submunicipal)",
        "une autorité (national, regional, intermediate, local ou submunicipal)",
        "uma autoridade (national, regional, intermediate, local ou submunicipal)",
        "una autoridad (national, regional, intermediate, local o submunicipal)",
    ),
    "bad-parent": Text(
        "for an authority: an authority of a higher level; for civil society: an authority; for a network: none",
        "pour une autorité : une autorité de niveau supérieur ; pour la société civile : une autorité ; "
        "pour un réseau : aucune",
        "para uma autoridade: uma autoridade de nível superior; para a sociedade civil: uma autoridade; "
        "para uma rede: nenhuma",
        "para una autoridad: una autoridad de nivel superior; para la sociedad civil: una autoridad; "
        "para una red: ninguna",
    ),
    "overlap": Text(
        "one relation of this kind between the two at a time; overlaps line {first}",
        "une seule relation de ce type à la fois entre les deux ; chevauche la ligne {first}",
        "uma só relação deste tipo de cada vez entre as duas; sobrepõe-se à linha {first}",
        "una sola relación de este tipo a la vez entre las dos; se solapa con la línea {first}",
    ),
    "bad-toml": Text(
        "valid TOML: {reason}", "du TOML valide : {reason}", "TOML válido: {reason}", "TOML válido: {reason}"
    ),
    "unknown-setting": Text(
        "one of: {choices}", "une valeur parmi : {choices}", "um de: {choices}", "uno de: {choices}"
    ),
    "bad-setting": Text("{what}", "{what}", "{what}", "{what}"),
    "unknown-column": Text(
        "unknown column, kept as it is",
        "colonne inconnue, conservée telle quelle",
        "coluna desconhecida, mantida como está",
        "columna desconocida, conservada tal cual",
    ),
    "bad-span": Text(
        "a day from {first} to {last}",
        "une date du {first} au {last}",
        "um dia de {first} a {last}",
        "un día del {first} al {last}",
    ),
    "bad-page": Text(
        "the address of a page, beginning with https:// or http://",
        "l’adresse d’une page, commençant par https:// ou http://",
        "o endereço de uma página, a começar por https:// ou http://",
        "la dirección de una página, que empiece por https:// o http://",
    ),
    "file-empty": Text(
        "a file that holds something; this one has 0 bytes",
        "un fichier qui contient quelque chose ; celui-ci fait 0 octet",
        "um ficheiro com conteúdo; este tem 0 bytes",
        "un archivo con contenido; este tiene 0 bytes",
    ),
    "file-kind": Text(
        "a file whose content is one of: {choices}",
        "un fichier dont le contenu est : {choices}",
        "um ficheiro cujo conteúdo seja: {choices}",
        "un archivo cuyo contenido sea: {choices}",
    ),
    "file-lies": Text(
        "a name that says what the file holds, which is {kind}",
        "un nom qui dise ce que contient le fichier, c’est-à-dire {kind}",
        "um nome que diga o que o ficheiro contém, que é {kind}",
        "un nombre que diga lo que contiene el archivo, que es {kind}",
    ),
    "file-markup": Text(
        "a file without pages or programs in it: HTML, SVG, scripts and macros are not kept",
        "un fichier sans page ni programme : HTML, SVG, scripts et macros ne sont pas conservés",
        "um ficheiro sem páginas nem programas: HTML, SVG, scripts e macros não são guardados",
        "un archivo sin páginas ni programas: HTML, SVG, scripts y macros no se guardan",
    ),
    "file-size": Text(
        "a file of at most {most} MiB",
        "un fichier d’au plus {most} Mio",
        "um ficheiro de no máximo {most} MiB",
        "un archivo de como máximo {most} MiB",
    ),
    "bad-file-name": Text(
        "the name of a file, of 1 to {most} characters without “/” and “\\”",
        "le nom d’un fichier, de 1 à {most} caractères sans « / » ni « \\ »",
        "o nome de um ficheiro, de 1 a {most} caracteres sem «/» nem «\\»",
        "el nombre de un archivo, de 1 a {most} caracteres sin «/» ni «\\»",
    ),
    "unknown-key": Text(
        "unknown setting, left alone",
        "réglage inconnu, ignoré",
        "definição desconhecida, deixada como está",
        "ajuste desconocido, dejado como está",
    ),
}


def _with_line(expected: Text) -> Text:
    """The sentence about a file of an instrument, with the line, which a field of a request does not have."""
    return Text(
        f"{expected.en} (line {{line}})",
        f"{expected.fr} (ligne {{line}})",
        f"{expected.pt} (linha {{line}})",
        f"{expected.es} (línea {{line}})",
    )


MESSAGES = {**MESSAGES, **{f"instrument-{code}": _with_line(expected) for code, expected in EXPECTED.items()}}
