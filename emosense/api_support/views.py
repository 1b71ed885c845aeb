"""The root of the API, and what is not there."""

from django.urls import NoReverseMatch, get_resolver, is_valid_path, resolve, reverse
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from emosense.api_support.problems import NOT_HERE, plain_problem
from emosense.api_support.schema import Endpoints
from emosense.api_support.serializers import Problem


class ApiRoot(APIView):
    permission_classes = (AllowAny,)

    @extend_schema(responses={200: Endpoints, 404: Problem}, summary="What there is", tags=["about"])
    def get(self, request):
        """Every address that needs no id, by its name."""
        return Response({"endpoints": {name: request.build_absolute_uri(path) for name, path in collections()}})


@csrf_exempt
def not_there(request, rest):
    """Every unknown address below /api/v1/: a problem, and never a redirect that would lose a body."""
    return plain_problem(request, status=404, code="not_found", detail=hint(request.path))


def hint(path):
    """A missing slash at the end is the usual mistake."""
    if not path.endswith("/") and is_valid_path(f"{path}/") and resolve(f"{path}/").func is not not_there:
        return f"There is nothing at this address: did you mean {path}/?"
    return NOT_HERE


def collections():
    """(name, path) of the routes without arguments."""
    names = {name for name in get_resolver("emosense.api_urls").reverse_dict if isinstance(name, str)}
    for name in sorted(names):
        try:
            yield name, reverse(f"api:{name}")
        except NoReverseMatch:
            continue
